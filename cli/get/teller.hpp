// Tells of one result after the other, and writes the bodies that the client has not written.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include <cli/get/exit.hpp>
#include <cli/get/listener.hpp>
#include <cli/get/options.hpp>
#include <cli/get/output.hpp>
#include <cli/get/screen.hpp>

namespace weft::cli::get {

class Teller {
 public:
  Teller(const GetOptions& options, const Listener& listener, Screen& screen);

  void tell_of(const std::string& url, const Destination& destination, const ClientResult& result);
  // Behind all responses.
  void tell_why(const Response& response);

  Exit exit() const { return exit_; }
  void failed(Exit exit);

 private:
  Exit take_response(const std::string& url, const Destination& destination, const Response& response,
                     std::uint64_t octets);
  std::optional<std::string> write(const Destination& destination, const Response& response) const;
  void say(const std::string& line) const;
  void tell_timing(const Response& response) const;
  // RFC 9110 15.5.17: a file that was whole has no rest.
  bool is_fine(const Response& response) const;

  const GetOptions& options_;
  const Listener& listener_;
  Screen& screen_;
  const bool out_is_terminal_;
  std::set<std::uint64_t> connections_;
  std::set<std::string> whys_;
  Exit exit_ = Exit::ok;
};

}  // namespace weft::cli::get
