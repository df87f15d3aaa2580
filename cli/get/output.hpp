// Where the bodies go.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <cli/get/options.hpp>

namespace weft::cli::get {

struct Destination {
  // Empty: standard output.
  std::string path = {};
  // The user has named the file, which may take the place of another one.
  bool may_replace = false;
  // The download goes on behind the octets that an earlier try has left there.
  bool resumes = false;

  bool is_file() const { return !path.empty(); }
};

// One for each URL. Throws CLI::ValidationError where the command line leaves open where a body goes.
std::vector<Destination> destinations(const GetOptions& options);

// The name that -O gives to the file of a URL: what stands behind its last slash. Empty where that is nothing.
std::string remote_name(std::string_view url);

// The octets of a body, wherever it is.
std::uint64_t octets_of(const Destination& destination, const ClientResult& result);

// Before a request whose body the client writes to its file: keeps the name, so that nobody else can take it, and what
// is there already stays. Says why that cannot be.
std::optional<std::string> keep_name(const Destination& destination);
// The request has failed: a name that was kept is free again.
void free_name(const Destination& destination);

// Why the body was not written; nothing if it was. A file appears under its name when it is whole: until then its
// octets are in NAME.part.
std::optional<std::string> write_body(const Destination& destination, std::string_view body);
// Standard output whose reader has gone takes everything.
std::optional<std::string> write_standard_output(std::string_view octets);

}  // namespace weft::cli::get
