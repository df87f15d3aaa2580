// The rules of a site for its responses, whoever gives them: how urgent they are, and the pages of errors.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <weft/http/head.hpp>
#include <weft/http/status.hpp>

namespace weft::server {

// RFC 9218 5: the priority field of a response, which goes before what the client has asked for.
struct PriorityRule {
  // A pattern of the path that was asked for, as "*.css" and "/assets/*", or a media type: "image/*", "text/css".
  std::string match = {};
  // "u=1", "u=5, i"
  std::string priority = {};

  bool operator==(const PriorityRule&) const = default;
};

struct ErrorPageRule {
  // 400 to 599, as text.
  std::string status = {};
  // The path of a file of the site: "/404.html".
  std::string path = {};

  bool operator==(const ErrorPageRule&) const = default;
};

// These throw std::invalid_argument that says what is wrong.
void check_priority_match(std::string_view match);
void check_priority_value(std::string_view priority);
void check_error_page(const ErrorPageRule& rule);

class ResponseRules {
 public:
  // Checks all of them.
  ResponseRules(std::vector<PriorityRule> priorities, const std::vector<ErrorPageRule>& error_pages);

  // Adds the priority of the last rule that fits, unless the response has one. `path` is that of the request.
  void add_priority(std::string_view path, http::ResponseHead& response) const;
  // The path of the page for an error; empty for none.
  std::string_view page_of(http::Status status) const;

 private:
  struct Page {
    http::Status status;
    std::string path;
  };

  std::vector<PriorityRule> priorities_;
  std::vector<Page> pages_;
};

}  // namespace weft::server
