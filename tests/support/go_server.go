// go_server SITE CERTIFICATE KEY HTTPS HTTP: the ports of TLS with both versions, and of cleartext HTTP/1.1.
// GET answers with a file of SITE, POST with the SHA-256 of what came, /trailers with the trailer x-sum, in the body and behind it,
// and /count with how many requests for tiles there were over how many connections.
package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
	"sync"
)

var (
	lock        sync.Mutex
	requests    int
	connections = map[string]bool{}
)

func count(request *http.Request) {
	if !strings.HasPrefix(request.URL.Path, "/tile") {
		return
	}
	lock.Lock()
	defer lock.Unlock()
	requests++
	connections[request.RemoteAddr] = true
}

func tellCount(response http.ResponseWriter, _ *http.Request) {
	lock.Lock()
	defer lock.Unlock()
	fmt.Fprintf(response, "%d %d", requests, len(connections))
}

func trailers(response http.ResponseWriter, request *http.Request) {
	io.Copy(io.Discard, request.Body)
	sum := request.Trailer.Get("x-sum")
	response.Header().Set("Trailer", "x-sum")
	io.WriteString(response, sum)
	response.Header().Set("x-sum", sum)
}

func main() {
	site, certificate, key, secure, cleartext := os.Args[1], os.Args[2], os.Args[3], os.Args[4], os.Args[5]
	files := http.FileServer(http.Dir(site))
	http.HandleFunc("/count", tellCount)
	http.HandleFunc("/trailers", trailers)
	http.HandleFunc("/", func(response http.ResponseWriter, request *http.Request) {
		count(request)
		if request.Method != http.MethodPost {
			files.ServeHTTP(response, request)
			return
		}
		hash := sha256.New()
		io.Copy(hash, request.Body)
		fmt.Fprintf(response, "%x", hash.Sum(nil))
	})
	go func() { log.Fatal(http.ListenAndServe("127.0.0.1:"+cleartext, nil)) }()
	log.Fatal(http.ListenAndServeTLS("127.0.0.1:"+secure, certificate, key, nil))
}
