#include <cli/load/options.hpp>

#include <CLI/CLI.hpp>

#include <cli/support/numbers.hpp>

namespace weft::cli::load {

namespace {

constexpr std::uint64_t most_requests = 1'000'000'000'000'000;
constexpr std::uint64_t most_pid = 0x7fff'ffff;

void add_what(CLI::App& verb, LoadOptions& options) {
  verb.add_option(
          "url", options.urls,
          "What to ask for: each connection asks for them in turn. One origin: https://host, http://host, which is "
          "HTTP/2 with prior knowledge unless --http says otherwise, or unix:/socket or unix:/socket:/path")
      ->required()
      ->option_text("URL ...");
  auto* file = verb.add_option("--requests", options.requests,
                               "A JSON list of requests instead: [{\"method\", \"path\", \"fields\": {}, \"body\" or "
                               "\"body_file\"}]; - is standard input. The URL says whom to ask")
                   ->option_text("FILE");
  verb.add_option("-H,--field", options.fields, "A field of every request")
      ->allow_extra_args(false)
      ->option_text("'NAME: VALUE' ...");
  verb.add_option("--data", options.data, "POST the content of this file")->option_text("FILE")->excludes(file);
  verb.add_option("--http", options.http,
                  "auto: https lets the server choose, http is HTTP/2 with prior knowledge; 2 or 1.1: only that")
      ->check(CLI::IsMember({"auto", "2", "1.1"}))
      ->capture_default_str()
      ->option_text("VERSION");
}

void add_whom(CLI::App& verb, LoadOptions& options) {
  auto* insecure = verb.add_flag("--insecure", options.insecure, "Trust any certificate: for a test server's own");
  verb.add_option("--cacert", options.trusted_file, "PEM file of the certificates to trust, instead of the system's")
      ->option_text("FILE")
      ->excludes(insecure);
  auto* certificate = verb.add_option("--cert", options.certificate,
                                      "PEM file with a certificate, and its chain, for a server that asks for one")
                          ->option_text("FILE");
  verb.add_option("--key", options.key, "PEM file with its key; without it, the key is in the certificate's file")
      ->option_text("FILE")
      ->needs(certificate);
  verb.add_option("--connect-to", options.connect_to,
                  "Connect there, whatever the URL says: host, host:port or unix:/path")
      ->option_text("PLACE");
  verb.add_option("--sni", options.server_name,
                  "The name that TLS asks for, and that the certificate must have, instead of the URL's host")
      ->option_text("NAME");
}

void add_how_much(CLI::App& verb, LoadOptions& options) {
  auto* count = verb.add_option("-n,--count", options.count, "How many requests")
                    ->transform(whole_between(1, most_requests))
                    ->option_text("N");
  verb.add_option("-d,--duration", options.duration, "Instead, for how long: 500ms, 10s, 2m")
      ->transform(time_between("1ms", "8760h"))
      ->capture_default_str()
      ->option_text("TIME")
      ->excludes(count);
  verb.add_option("--warm-up", options.warm_up, "Load before, that is not counted")
      ->transform(time_between("0s", "24h"))
      ->option_text("TIME");
  verb.add_option("-c,--connections", options.connections, "Connections")
      ->transform(whole_between(1, 1'000'000))
      ->capture_default_str()
      ->option_text("N");
  verb.add_option("-m,--streams", options.streams,
                  "Requests at a time on each: streams, or the depth of the pipeline in HTTP/1.1")
      ->transform(whole_between(1, 1'000'000))
      ->capture_default_str()
      ->option_text("N");
  verb.add_option("--requests-per-connection", options.requests_per_connection,
                  "Then another connection is made; 1 is a connection for each request")
      ->transform(whole_between(1, most_requests))
      ->option_text("N");
  verb.add_option("--threads", options.threads, "Threads, which share the connections")
      ->transform(whole_between(1, 1024))
      ->capture_default_str()
      ->option_text("N");
  verb.add_option("--rate", options.rate,
                  "Open loop: so many requests a second, whatever becomes of them; latency counts from when each was "
                  "due. Without it, each answer makes room for the next request")
      ->transform(number_between("0.001", "100000000"))
      ->option_text("N");
  verb.add_option("--window", options.window, "Flow-control window of each stream in octets")
      ->transform(whole_between(1, 0x7fff'ffff))
      ->capture_default_str()
      ->option_text("N");
  verb.add_option("--timeout", options.timeout, "A request that is not answered for so long has failed")
      ->transform(time_between("1ms", "24h"))
      ->capture_default_str()
      ->option_text("TIME");
  verb.add_option("--connect-timeout", options.connect_timeout, "How long it may take to connect, TLS included")
      ->transform(time_between("1ms", "24h"))
      ->capture_default_str()
      ->option_text("TIME");
  verb.add_flag("--no-resend", options.no_resend,
                "Count as failed what the server refused without processing it (REFUSED_STREAM, GOAWAY, connection: "
                "close); without it such a request is sent again");
}

void add_measures(CLI::App& verb, LoadOptions& options) {
  verb.add_option("--json", options.json, "The figures as JSON to a file, or to standard output (-) instead of text")
      ->option_text("FILE");
  auto* pid = verb.add_option("--pid", options.pid, "The server's process on this machine: tells its CPU per request")
                  ->transform(whole_between(1, most_pid))
                  ->option_text("PID");
  auto* log =
      verb.add_option("--log", options.log, "A line for each request, tab-separated, to a file")->option_text("FILE");
  auto* fail_if = verb.add_option("--fail-if", options.fail_if,
                                  "What the exit code tells instead of errors: p99>50ms,errors>0.1%. Measures are min, "
                                  "mean, max, p50 and the like, errors, rate, a status or 5xx")
                      ->option_text("'MEASURE>BOUND,...'");
  auto* compare =
      verb.add_option("--compare", options.compare, "A second target B, measured in turn with the first: A B B A")
          ->excludes(log)
          ->excludes(fail_if)
          ->excludes(verb.get_option("--connect-to"))
          ->excludes(verb.get_option("--sni"))
          ->option_text("URL");
  verb.add_option("--rounds", options.rounds, "Rounds of A B B A")
      ->transform(whole_between(1, 10'000))
      ->capture_default_str()
      ->needs(compare)
      ->option_text("N");
  verb.add_option("--compare-pid", options.compare_pid, "The process of the second target")
      ->transform(whole_between(1, most_pid))
      ->needs(compare)
      ->needs(pid)
      ->option_text("PID");
}

}  // namespace

void add_options(CLI::App& verb, LoadOptions& options) {
  add_what(verb, options);
  add_whom(verb, options);
  add_how_much(verb, options);
  add_measures(verb, options);
}

}  // namespace weft::cli::load
