#include <weft/client/transport/answers.hpp>

#include <array>
#include <cstdint>
#include <exception>
#include <string>
#include <utility>

#include <weft/base/bytes.hpp>
#include <weft/base/result.hpp>
#include <weft/client/fault.hpp>
#include <weft/client/reason.hpp>
#include <weft/session/reason.hpp>

namespace weft::client {

using State = http::Pulled::State;
using session::client::Call;
using session::client::CallUser;

class Answers::Asked final : private session::client::CallOwner, private io::Later {
 public:
  Asked(Answers& answers, Transfer& transfer, http::RequestHead head, std::unique_ptr<session::Body> body,
        CallUser& user)
      : answers_(answers), transfer_(transfer), head_(std::move(head)) {
    source_ = call_.prepare(*this, user, std::move(body));
    answers_.loop_.later(*this);
  }

  Call& call() { return call_; }

 private:
  void body_ready(Call& /*call*/) override { answers_.loop_.later(*this); }
  // Its user may be on the stack.
  void finished(Call& /*call*/) override { answers_.loop_.later(*this); }
  void on_later() override;

  bool collect();
  void answer();
  Result<Response, Fault> ask() const;
  void give(Response response);

  Answers& answers_;
  Transfer& transfer_;
  http::RequestHead head_;
  Call call_;
  http::BodySource* source_ = nullptr;
  bool wanted_ = false;
  std::string body_;
  const http::Fields* trailers_ = nullptr;
  http::ResponseHead response_head_;
  http::Fields response_trailers_;
};

void Answers::Asked::on_later() {
  if (call_.finished()) return answers_.forget(*this);
  if (call_.ended()) return;
  // RFC 9110 10.1.1: the function wants every body.
  if (!std::exchange(wanted_, true) && head_.fields.find(http::FieldName::expect)) {
    call_.take_interim({.status = http::Status::continue_});
  }
  if (!call_.finished() && collect()) answer();
}

// True when the request is whole.
bool Answers::Asked::collect() {
  std::array<std::uint8_t, 16 * 1024> room;
  State state = source_ != nullptr ? State::more : State::end;
  while (state == State::more) {
    const http::Pulled pulled = source_->pull(room);
    body_ += as_text(Octets(room).first(pulled.size));
    state = pulled.state;
  }
  if (state == State::end_with_trailers) trailers_ = &source_->trailers();
  // The body has told its fault to the transfer.
  if (state == State::failed) call_.end(close_of(Reason::source_failed));
  return state == State::end || state == State::end_with_trailers;
}

void Answers::Asked::answer() {
  auto response = ask();
  if (response) return give(std::move(*response));
  Fault& fault = response.error();
  transfer_.fail(ClientError::Stage::head, close_of(fault.reason), std::move(fault.detail));
}

namespace {

auto failed(std::string detail) {
  return weft::fail(Fault{Reason::answer_failed, std::move(detail)});
}

}  // namespace

// The response, or the thing that was wrong.
Result<Response, Fault> Answers::Asked::ask() const {
  const http::Fields none;
  const RequestView request{.method = head_.method,
                            .method_text = head_.method_text,
                            .url = transfer_.request().url,
                            .fields = head_.fields,
                            .body = body_,
                            .trailers = trailers_ != nullptr ? *trailers_ : none};
  try {
    Response response = answers_.answer_.function(request);
    const unsigned code = http::code(response.status);
    if (code < 200 || code > 599) return failed("expected a final status, 200 to 599");
    return response;
  } catch (const AnswerRefused& refused) {
    return weft::fail(Fault{refused.reason, refused.what()});
  } catch (const std::exception& exception) {
    return failed(exception.what());
  } catch (...) {
    return failed({});
  }
}

void Answers::Asked::give(Response response) {
  response_head_.status = response.status;
  response_head_.fields = std::move(response.fields);
  response_trailers_ = std::move(response.trailers);
  // RFC 9110 9.3.2: "the server MUST NOT send content in the response" to HEAD.
  if (head_.method == http::Method::head) response.body.clear();
  response_head_.content_length = response.body.size();
  call_.take_response(response_head_, http::End::no);
  const bool has_trailers = !response_trailers_.empty();
  call_.take_data(as_octets(response.body), has_trailers ? http::End::no : http::End::yes);
  if (has_trailers) call_.take_trailers(&response_trailers_);
  call_.end(session::close_of(session::Reason::complete));
}

Answers::Answers(io::Loop& loop, const Answer& answer) : loop_(loop), answer_(answer) {}

Answers::~Answers() = default;

void Answers::forget(const Asked& asked) {
  asked_.remove_if([&](const Asked& each) { return &each == &asked; });
}

void Answers::add(Transfer& transfer) {
  transfer.wait_in(*this);
  transfer.begin(*this);
}

Call& Answers::begin(Transfer& transfer, http::RequestHead head, std::unique_ptr<session::Body> body, CallUser& user) {
  return asked_.emplace_back(*this, transfer, std::move(head), std::move(body), user).call();
}

}  // namespace weft::client
