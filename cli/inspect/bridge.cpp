#include <cli/inspect/bridge.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <weft/http/preface.hpp>
#include <weft/io/address.hpp>
#include <weft/trace/format.hpp>

namespace weft::cli::inspect {

namespace {

using trace::Direction;

std::string words_of(const io::Channel& channel) {
  return fmt::format("{} ({})", io::to_string(channel.peer()),
                     channel.tls() == nullptr ? "cleartext" : channel.tls()->version);
}

}  // namespace

// One of the two ends.
class Bridge::Side final : public io::ChannelUser {
 public:
  Side(Bridge& bridge, Direction sends, std::string_view name) : bridge_(bridge), sends_(sends), name_(name) {}

  void start(std::unique_ptr<io::Channel> channel) {
    channel_ = std::move(channel);
    channel_->start(*this);
  }
  io::Channel* channel() const { return channel_.get(); }
  Direction sends() const { return sends_; }
  std::string_view name() const { return name_; }
  bool is_there() const { return channel_ != nullptr && !closed_; }

  void finish() {
    finished_ = true;
    if (is_there()) channel_->finish();
  }
  // The other end is over. An orderly end has been passed on, and its last octets may be under way.
  void give_up(bool was_reset) {
    if (!is_there() || (finished_ && !was_reset)) return;
    if (was_reset) return channel_->reset();
    channel_->close();
  }

 private:
  bool is_client() const { return sends_ == Direction::sent; }

  void on_open() override { is_client() ? bridge_.client_opened() : bridge_.server_opened(); }
  void on_received(MutableOctets octets) override { bridge_.pass(*this, octets); }
  void on_end() override { bridge_.side_ended(*this); }
  void on_drained() override {
    if (bridge_.other(*this).is_there()) bridge_.other(*this).channel_->resume();
  }
  void on_closed(std::error_code error, io::Reason reason) override {
    closed_ = true;
    bridge_.side_closed(*this, error, reason);
  }

  Bridge& bridge_;
  // As the trace has it: of the client, who asks.
  const Direction sends_;
  const std::string_view name_;
  std::unique_ptr<io::Channel> channel_;
  bool finished_ = false;
  bool closed_ = false;
};

Bridge::Bridge(Place& place, BridgeUser& user, std::uint64_t number, std::unique_ptr<io::Channel> client)
    : place_(place),
      user_(user),
      number_(number),
      client_(std::make_unique<Side>(*this, Direction::sent, "client")),
      server_(std::make_unique<Side>(*this, Direction::received, "server")) {
  ++place_.totals.connections;
  client_->start(std::move(client));
}

Bridge::~Bridge() = default;

Bridge::Side& Bridge::other(const Side& side) const {
  return &side == client_.get() ? *server_ : *client_;
}

void Bridge::note(std::string_view words) const {
  place_.out.tell(trace::note_line(place_.loop.now() - place_.began, fmt::format("{}: {}", number_, words)));
}

// --- until both ends are open ----------------------------------------------------------------------------------------

void Bridge::client_opened() {
  const io::TlsFacts* tls = client_->channel()->tls();
  if (tls != nullptr) connect(tls->alpn == "h2" ? http::Version::http2 : http::Version::http11);
}

// RFC 9113 3.4: "That is, the connection preface starts with the string "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"."
void Bridge::look_at_first(Octets octets) {
  first_.append(octets);
  const std::size_t size = std::min(first_.size(), http::client_preface.size());
  const bool may_be_http2 = as_text(first_.readable()).substr(0, size) == http::client_preface.substr(0, size);
  if (!may_be_http2) return connect(http::Version::http11);
  if (size == http::client_preface.size()) connect(http::Version::http2);
}

void Bridge::connect(http::Version version) {
  version_ = version;
  client_->channel()->pause();
  std::vector<std::string> alpn;
  if (const io::TlsFacts* tls = client_->channel()->tls(); tls == nullptr) {
    alpn.emplace_back(version == http::Version::http2 ? "h2" : "http/1.1");
  } else if (!tls->alpn.empty()) {
    alpn.push_back(tls->alpn);
  }
  connector_ = place_.origin.connect(place_.loop, alpn, *this);
}

void Bridge::on_connected(std::unique_ptr<io::Channel> channel) {
  if (client_->is_there()) server_->start(std::move(channel));
}

void Bridge::on_failed(std::error_code /*error*/, io::Reason reason) {
  refuse(fmt::format("no connection to the server: {}", to_string(reason)));
}

void Bridge::refuse(std::string_view why) {
  refused_ = true;
  note(why);
  client_->give_up(false);
  server_->give_up(false);
}

void Bridge::server_opened() {
  if (!client_->is_there()) return server_->give_up(false);
  const io::TlsFacts* tls = server_->channel()->tls();
  const bool is_http2 = version_ == http::Version::http2;
  if (tls != nullptr && (tls->alpn == "h2") != is_http2) {
    return refuse(fmt::format("the server does not speak {}, which the client does", http::to_string(*version_)));
  }
  note(fmt::format("{} from {} to {}", http::to_string(*version_), words_of(*client_->channel()),
                   words_of(*server_->channel())));
  begin_trace();
  Buffer first;
  first.swap(first_);
  client_->channel()->resume();
  if (!first.empty()) pass(*client_, first.mutable_readable());
  if (client_has_ended_) side_ended(*client_);
}

// The ends are the client and the server: the tool's own addresses tell nobody anything.
void Bridge::begin_trace() {
  const io::Channel& server = *server_->channel();
  const session::Facts facts{.id = number_,
                             .version = *version_,
                             .peer = &server.peer(),
                             .local = &client_->channel()->peer(),
                             .tls = server.tls()};
  reader_ = place_.trace.on_connection(facts);
  tap_.emplace(http::Role::client, *version_, *reader_);
}

// --- octets ----------------------------------------------------------------------------------------------------------

// The trace reads first: a channel may seal octets in place.
void Bridge::pass(Side& from, MutableOctets octets) {
  if (!version_) return look_at_first(octets);
  const bool is_to_server = from.sends() == Direction::sent;
  (is_to_server ? place_.totals.octets_to_server : place_.totals.octets_to_clients) += octets.size();
  const Time now = place_.loop.now();
  is_to_server ? tap_->sent(octets, now) : tap_->received(octets, now);
  Side& to = other(from);
  if (!to.is_there()) return;
  to.channel()->send(octets);
  if (to.channel()->backlog() > 0) from.channel()->pause();
}

// --- ends ------------------------------------------------------------------------------------------------------------

void Bridge::side_ended(Side& side) {
  if (!tap_) {
    client_has_ended_ = true;
    if (!version_) connect(http::Version::http11);
    return;
  }
  note(fmt::format("the {} sends no more", side.name()));
  other(side).finish();
}

void Bridge::side_closed(Side& side, std::error_code error, io::Reason reason) {
  const bool is_first = other(side).is_there() || other(side).channel() == nullptr;
  if (is_first && !refused_ && (error || !tap_))
    note(fmt::format("the {} is gone: {}", side.name(), to_string(reason)));
  if (other(side).is_there()) return other(side).give_up(static_cast<bool>(error));
  connector_.reset();
  end(reason);
}

void Bridge::end(io::Reason reason) {
  const http::Close close{.scope = http::Scope::connection, .reason = reason};
  if (tap_) tap_->ended(close, place_.loop.now());
  user_.on_over(*this);
}

}  // namespace weft::cli::inspect
