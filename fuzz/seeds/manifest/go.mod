module github.com/example/a

go 1.22

require (
	github.com/mattermost/mattermost/server/public v0.1.2 // indirect
)
replace a => ../b
