// The same with Go's net/http: fetch_go URL REQUESTS AT_ONCE whole|stream|post [OCTETS]
package main

import (
	"bytes"
	"crypto/tls"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
)

func main() {
	url := os.Args[1]
	requests, _ := strconv.ParseInt(os.Args[2], 10, 64)
	atOnce, _ := strconv.Atoi(os.Args[3])
	stream := os.Args[4] == "stream"
	var body []byte
	if len(os.Args) > 5 {
		octets, _ := strconv.Atoi(os.Args[5])
		body = make([]byte, octets)
	}
	tickets := tls.NewLRUClientSessionCache(0)
	client := &http.Client{Transport: &http.Transport{
		TLSClientConfig:   &tls.Config{InsecureSkipVerify: true, ClientSessionCache: tickets},
		ForceAttemptHTTP2: true, MaxConnsPerHost: 1}}
	fetch := func() {
		var response *http.Response
		var err error
		if body == nil {
			response, err = client.Get(url)
		} else {
			response, err = client.Post(url, "application/octet-stream", bytes.NewReader(body))
		}
		if err != nil {
			log.Fatal(err)
		}
		var octets int64
		if stream {
			octets, err = io.Copy(io.Discard, response.Body)
		} else {
			var got []byte
			got, err = io.ReadAll(response.Body)
			octets = int64(len(got))
		}
		response.Body.Close()
		if err != nil || response.StatusCode != 200 || response.ProtoMajor != 2 || octets == 0 {
			log.Fatal("not answered as expected: ", response.Proto, response.Status, err)
		}
	}
	fetch() // the connection
	var workers sync.WaitGroup
	var begun int64
	for i := 0; i < atOnce; i++ {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for atomic.AddInt64(&begun, 1) <= requests {
				fetch()
			}
		}()
	}
	workers.Wait()
}
