// One request over HTTP/2, with content if a file is named: go_request URL [FILE]. It fails with the request.
package main

import (
	"bytes"
	"crypto/tls"
	"io"
	"net/http"
	"os"
)

func answer(url string, files []string) (*http.Response, error) {
	client := http.Client{Transport: &http.Transport{
		TLSClientConfig:   &tls.Config{InsecureSkipVerify: true},
		ForceAttemptHTTP2: true,
	}}
	if len(files) == 0 {
		return client.Get(url)
	}
	content, err := os.ReadFile(files[0])
	if err != nil {
		return nil, err
	}
	return client.Post(url, "text/plain", bytes.NewReader(content))
}

func main() {
	response, err := answer(os.Args[1], os.Args[2:])
	if err == nil {
		_, err = io.Copy(io.Discard, response.Body)
		response.Body.Close()
	}
	if err != nil {
		os.Exit(1)
	}
}
