// The ladder of pushes of one request: PUSH_PROMISE, 103 Early Hints, Link, nothing.
//
//   PushLadder ladder(context);
//   const Pushed pushed = ladder.push("/style.css", {});   // any number
//   ladder.send_hints();                                   // those that a 103 is for, in one
#pragma once

#include <string_view>

#include <weft/http/head.hpp>
#include <weft/server/context.hpp>
#include <weft/server/push.hpp>
#include <weft/server/push/push_diary.hpp>
#include <weft/server/push/push_rules.hpp>

namespace weft::server {

class PushLadder {
 public:
  explicit PushLadder(Context& context) : context_(context) {}

  Pushed push(std::string_view path, const PushOptions& options);
  // Browsers read one 103 of a response alone.
  void send_hints();
  // Pushes as the rules say for this request.
  void follow(const PushRules& rules);
  // Before the head of the response goes: the promises of its links, and the cookie.
  void complete_response(const PushRules& rules);

 private:
  PushOutcome promise(std::string_view path, const PushOptions& options);
  std::optional<PushOutcome> reason_to_spare(const PushedRequest& request) const;
  Pushed hint(std::string_view path, const PushOptions& options, PushOutcome why);
  void push_links();
  void push_link(std::string_view target);
  void tell_cookie();
  // For the log: the first rung of all that the request has pushed.
  void note(PushRung rung);
  bool is_get_of_client() const;

  Context& context_;
  // A 103 that is not sent yet.
  http::ResponseHead hints_;
};

}  // namespace weft::server
