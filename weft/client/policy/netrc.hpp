// Users and passwords of hosts, in a file as ftp(1) has it in ~/.netrc and curl reads it with --netrc-file:
//
//   machine example.org login ada password secret
//   default login anonymous password "with \"quotes\""
//
// The first entry that fits counts. Definitions of macros (macdef) and accounts are skipped, `#` begins a comment, and
// nobody asks who may read the file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weft::client {

class Netrc {
 public:
  struct User {
    std::string name;
    std::string password;
  };

  // std::invalid_argument says in which line what was expected.
  explicit Netrc(std::string_view text);
  // The same for a file that cannot be read.
  static Netrc read(const std::string& path);

  // Null: there is none for this host.
  const User* find(std::string_view host) const;

 private:
  class Reader;

  struct Entry {
    // Empty for all hosts.
    std::string host;
    User user;
  };

  std::vector<Entry> entries_;
};

}  // namespace weft::client
