// The first words of a server that does not speak HTTP/2: they tell a person what it speaks instead.
//
//   greeting.take(octets);
//   greeting.is_foreign()           // it is not HTTP/2
//   greeting.complete()             // nothing more is needed for describe()
#pragma once

#include <string>

#include <weft/base/bytes.hpp>

namespace weft::cli::load {

class Greeting {
 public:
  void take(Octets octets);

  // RFC 9113 3.4: "The server connection preface consists of a potentially empty SETTINGS frame". Its length is below
  // 2^16, so that its first octet is 0.
  bool is_foreign() const { return !text_.empty() && text_.front() != '\0'; }
  // The first line, or as much as anybody wants to read.
  bool complete() const;
  // 'not HTTP/2: the server said "HTTP/1.1 400 Bad Request"; try --http 1.1'
  std::string describe() const;

 private:
  std::string text_;
};

}  // namespace weft::cli::load
