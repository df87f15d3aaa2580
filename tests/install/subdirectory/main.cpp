// The engine alone, for a program that brings its own I/O: a client's first octets are the preface.
#include <weft/h2/connection.hpp>

int main() {
  const weft::h2::Options options;
  weft::h2::Workspace workspace;
  const weft::Time now{};
  weft::h2::Connection client(weft::http::Role::client, options, workspace, now);
  weft::Buffer out;
  client.produce(out, 1024, now);
  return weft::as_text(out.readable()).starts_with("PRI * HTTP/2.0") ? 0 : 1;
}
