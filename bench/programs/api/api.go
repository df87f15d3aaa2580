// The API of bench/api with Go's net/http: api_go HTTP-PORT HTTPS-PORT CERTIFICATE KEY
package main

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"

	_ "github.com/mattn/go-sqlite3"
)

type note struct {
	ID   int64  `json:"id"`
	Text string `json:"text"`
}

func send(w http.ResponseWriter, status int, value interface{}) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(value)
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func main() {
	db := must(sql.Open("sqlite3", ":memory:"))
	db.SetMaxOpenConns(1) // each would have a memory of its own
	must(db.Exec("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)"))
	insert := must(db.Prepare("INSERT INTO notes (text) VALUES (?)"))
	find := must(db.Prepare("SELECT text FROM notes WHERE id = ?"))

	http.HandleFunc("/notes", func(w http.ResponseWriter, r *http.Request) {
		var n note
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 64*1024)).Decode(&n); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		result, err := insert.Exec(n.Text)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		n.ID, _ = result.LastInsertId()
		send(w, http.StatusCreated, n)
	})
	http.HandleFunc("/notes/", func(w http.ResponseWriter, r *http.Request) {
		id, err := strconv.ParseInt(strings.TrimPrefix(r.URL.Path, "/notes/"), 10, 64)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		n := note{ID: id}
		err = find.QueryRow(id).Scan(&n.Text)
		if errors.Is(err, sql.ErrNoRows) {
			http.NotFound(w, r)
			return
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		send(w, http.StatusOK, n)
	})
	http.HandleFunc("/events", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for i := 0; i < 100; i++ {
			fmt.Fprintf(w, "data: %d\n\n", i)
			w.(http.Flusher).Flush()
		}
	})
	http.HandleFunc("/upload", func(w http.ResponseWriter, r *http.Request) {
		octets, err := io.Copy(io.Discard, r.Body)
		if err != nil {
			return
		}
		send(w, http.StatusOK, map[string]int64{"octets": octets})
	})

	go func() { log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[1], nil)) }()
	log.Fatal(http.ListenAndServeTLS("127.0.0.1:"+os.Args[2], os.Args[3], os.Args[4], nil))
}
