// go_server SITE CERTIFICATE KEY HTTPS HTTP: the ports of TLS with both versions, and of cleartext HTTP/1.1.
// GET answers with a file of SITE, POST with the SHA-256 of what came, and /trailers with the trailer x-sum, in the body and behind it.
// Each request is a line on standard output: the client's address, which is that of one connection, and the path.
package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
)

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
	http.HandleFunc("/trailers", trailers)
	http.HandleFunc("/", func(response http.ResponseWriter, request *http.Request) {
		fmt.Println(request.RemoteAddr, request.URL.Path)
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
