#include <cli/inspect/pick.hpp>

#include <optional>
#include <stdexcept>

#include <fmt/format.h>
#include <weft/frame/settings.hpp>
#include <weft/http/preface.hpp>

namespace weft::cli::inspect {

namespace {

class Question final : private io::ConnectorUser, private io::ChannelUser {
 public:
  Question(Origin& origin, io::Loop& loop) : connector_(origin.connect(loop, {"h2", "http/1.1"}, *this)) {}

  const std::optional<bool>& is_http2() const { return is_http2_; }
  const std::optional<io::Reason>& failure() const { return failure_; }

 private:
  void on_connected(std::unique_ptr<io::Channel> channel) override {
    channel_ = std::move(channel);
    channel_->start(*this);
  }
  void on_failed(std::error_code, io::Reason reason) override { failure_ = reason; }

  void on_open() override {
    if (channel_->tls() != nullptr) {
      is_http2_ = channel_->tls()->alpn == "h2";
      return;
    }
    Buffer out;
    out.append(as_octets(http::client_preface));
    frame::Settings().encode(out);
    channel_->send(out.mutable_readable());
  }
  // RFC 9113 3.4: "The server connection preface consists of a potentially empty SETTINGS frame (Section 6.5) that MUST
  // be the first frame the server sends in the HTTP/2 connection."
  void on_received(MutableOctets octets) override {
    seen_.append(octets);
    constexpr std::string_view other = "HTTP/";
    const bool is_other = as_text(seen_.readable()).starts_with(other.substr(0, seen_.size()));
    if (seen_.size() >= other.size()) is_http2_ = !is_other;
  }
  void on_end() override {}
  void on_drained() override {}
  void on_closed(std::error_code, io::Reason reason) override {
    if (is_http2_) return;
    // A server of HTTP/1.1 may hang up without an answer.
    if (channel_->tls() == nullptr && reason != io::Reason::peer_unreachable) is_http2_ = false;
    failure_ = reason;
  }

  std::unique_ptr<io::Connector> connector_;
  std::unique_ptr<io::Channel> channel_;
  Buffer seen_;
  std::optional<bool> is_http2_;
  std::optional<io::Reason> failure_;
};

}  // namespace

std::vector<std::string> protocols_of(Origin& origin, io::Loop& loop) {
  Question question(origin, loop);
  while (!question.is_http2() && !question.failure() && loop.turn()) {
  }
  if (!question.is_http2()) {
    const std::string_view why = question.failure() ? to_string(*question.failure()) : "interrupted";
    throw std::runtime_error(fmt::format("{}: no connection: {}", origin.url().origin(), why));
  }
  if (!*question.is_http2()) return {"http/1.1"};
  return {"h2", "http/1.1"};
}

}  // namespace weft::cli::inspect
