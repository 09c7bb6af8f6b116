module example.org/p

go 1.22

require example.org/a v1.2.3 // indirect

require (
	example.org/b/v2 v2.0.0-20260101000000-0123456789ab
)

replace example.org/a => ../a

exclude example.org/c v1.0.0
