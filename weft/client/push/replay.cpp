#include <weft/client/push/replay.hpp>

#include <string>
#include <utility>

#include <weft/session/reason.hpp>

namespace weft::client {

Replay::Replay(io::Loop& loop, ReplayOwner& owner, std::shared_ptr<const Pushed> pushed,
               std::optional<std::chrono::seconds> age, session::client::CallUser& user)
    : loop_(loop), owner_(owner), pushed_(std::move(pushed)) {
  head_.status = pushed_->response.status;
  head_.content_length = pushed_->content_length;
  head_.fields.append(pushed_->response.fields);
  // RFC 9111 4: "When a stored response is used to satisfy a request without validation, a cache MUST generate an Age
  // header field (Section 5.1)".
  if (age) head_.fields.set(http::FieldName::age, std::to_string(age->count()));
  // Its cookies were taken when it was used first: later ones may have replaced them.
  if (pushed_->used) head_.fields.remove(http::FieldName::set_cookie);
  call_.prepare(*this, user, nullptr);
  loop_.later(*this);
}

void Replay::on_later() {
  if (call_.finished()) return owner_.played(*this);
  if (!call_.ended()) play();
}

void Replay::play() {
  const Response& response = pushed_->response;
  const bool has_trailers = !response.trailers.empty();
  call_.take_response(head_, http::End::no);
  call_.take_data(as_octets(response.body), has_trailers ? http::End::no : http::End::yes);
  if (has_trailers) call_.take_trailers(&response.trailers);
  call_.end(session::close_of(session::Reason::complete));
}

}  // namespace weft::client
