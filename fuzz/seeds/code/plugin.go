package main

import "net/http"

// OnActivate `raw
` x
func (p *Plugin) OnActivate() error {
	p.API.KVSet("a\"b", []byte(`c`))
	p.API.LogError("x", '\u0061')
	return http.ListenAndServe(":1", nil)
}
