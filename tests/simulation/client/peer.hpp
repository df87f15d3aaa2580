// The server at the other end of a connection: it takes the frames of the client when they arrive, and writes its own
// by chance. An observer at the client's end sees what the client writes, in the moment in which it leaves.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <weft/base/arena.hpp>
#include <weft/hpack/decoder.hpp>
#include <weft/io/channel.hpp>
#include <weft/testkit/frames.hpp>

namespace weft::client_simulation {

using frame::ErrorCode;
using frame::StreamId;

struct World;
class Ask;
class Peer;

// Frames, or octets.
inline constexpr auto all = static_cast<std::size_t>(-1);

// The ways in which a server may deal with a request.
enum class Plan : std::uint8_t {
  answer,
  answer_early,  // before all of the request is there
  fall_short,    // of the content-length
  refuse,
  refuse_beyond_limit,  // where the limit of streams has become lower while the request was on its way
  reset,
  want_calm,
  never,  // answers when the run is to end
};

// A request on a stream.
struct Exchange {
  Peer* peer = nullptr;
  Ask* ask = nullptr;
  StreamId stream = 0;
  Plan plan = Plan::answer;

  // --- as the server has it ---
  bool arrived = false;
  bool request_ended = false;
  bool processed = false;
  bool head_sent = false;
  // The server has nothing more to do with it.
  bool over = false;
  // The octets of the response's body: all, those sent, and those that may be sent.
  std::uint32_t size = 0;
  std::uint32_t sent = 0;
  std::int64_t credit = 0;

  // --- as the client has it ---
  // The limit of streams when it began.
  std::uint32_t limit = 0;
  // Credit that it has given for the response's body.
  std::uint64_t granted = 0;
  bool request_written = false;
  bool reset_written = false;
  // The number of the server's octets behind which the client knows the head, the end of the response, and that the
  // stream is over whatever has come.
  static constexpr std::uint64_t open = static_cast<std::uint64_t>(-1);
  std::uint64_t head_at = open;
  std::uint64_t ends_at = open;
  std::uint64_t reset_at = open;
  // The server has said, or the connection shows, that it has not processed the request.
  bool unprocessed = false;
  bool calm = false;
};

class Peer final : public io::ChannelUser {
 public:
  Peer(World& world, std::unique_ptr<io::Channel> channel, std::size_t number);

  std::size_t number() const { return number_; }

  // --- the wire: false where there was nothing to carry
  // --------------------------------------------------------------- Frames of the client arrive, and octets of the
  // server.
  bool take(std::size_t frames);
  bool give(std::size_t octets);

  // --- what the server does: false where it cannot
  // --------------------------------------------------------------------
  bool serve(Exchange& exchange);
  bool pump(Exchange& exchange, std::size_t octets);
  bool limit_streams(std::uint32_t streams);
  // No stream above this one will be served.
  bool go_away(StreamId last, ErrorCode code = ErrorCode::no_error);
  // Promises a response beside this one; some of it follows at once.
  bool promise(Exchange& exchange);
  // Acknowledges the client's SETTINGS, if it was too lazy to.
  bool acknowledge();
  void close();
  // Nothing more comes from it.
  void fall_silent() { silent_ = true; }

  // --- what is known of it
  // -------------------------------------------------------------------------------------------- Both ends are there.
  bool alive() const { return !closed_ && !client_ended_; }
  bool silent() const { return silent_; }
  std::deque<Exchange> exchanges;
  // All that was written has arrived.
  bool has_arrived() const { return on_the_way_.empty() && carried_ == frames_.octets().size(); }
  std::uint64_t carried() const { return carried_; }
  bool is_open(const Exchange& exchange) const;
  std::size_t open_streams() const;
  // The limit that binds the client now: that which it has acknowledged last, or the one before the first SETTINGS.
  std::uint32_t limit() const { return acknowledged_ ? *acknowledged_ : first_limit_; }
  bool limit_is_known() const { return acknowledged_.has_value(); }
  // The limit that was said last, and the largest of all.
  std::uint32_t limit_said() const { return limit_said_; }
  std::uint32_t largest_limit() const { return largest_limit_; }
  std::size_t limit_changes() const { return limit_changes_; }
  // The client knows that nothing more may begin.
  bool is_leaving() const { return carried_ >= goaway_at_; }
  // A request has waited in vain, and no octet has come since.
  bool suspect = false;
  // The client may end the connection: a rule was broken.
  bool has_broken_a_rule() const { return broken_; }
  bool client_has_blamed() const { return blamed_; }
  // The server has sent GOAWAY.
  bool is_going() const { return goaway_at_ != Exchange::open; }
  std::int64_t credit() const { return credit_; }
  // When the client has sent a PING, if no octet has come since.
  std::optional<Time> silent_since() const { return alive() ? silent_since_ : std::nullopt; }
  std::size_t promises_declined() const { return declined_; }
  std::size_t promises_arrived() const;

  void on_open() override {}
  void on_received(MutableOctets octets) override;
  void on_end() override;
  void on_drained() override {}
  void on_closed(std::error_code, io::Reason) override { closed_ = true; }

 private:
  // A frame that the client has written.
  struct Said {
    frame::Header header;
    std::uint32_t value = 0;
    Exchange* exchange = nullptr;
  };
  // Frames that left together.
  struct Batch {
    bool head = false;
    bool reset = false;
    bool ping = false;
  };

  // --- peer_observer.cpp: what the client writes ---
  void observe(const frame::Header& header, Octets payload);
  void observe_head(const frame::Header& header, Octets payload, Said& said);
  void observe_ping();
  void observe_credit(const frame::Header& header, std::uint32_t octets);
  void check_batch() const;
  Ask& ask_of(Octets block);
  Exchange* find(StreamId stream);

  // --- what the server does ---
  std::uint64_t next_stop(std::uint64_t target);
  void give_piece(std::uint64_t stop);
  void arrive(const Said& said);
  void arrive_head(Exchange& exchange);
  void greet();
  void send_head(Exchange& exchange);
  void end(Exchange& exchange);
  bool breaks_off(Exchange& exchange, ErrorCode code);
  std::uint64_t written() const { return frames_.octets().size(); }

  World& world_;
  const std::unique_ptr<io::Channel> channel_;
  const std::size_t number_;
  testkit::Frames frames_;
  std::uint64_t carried_ = 0;
  // Where the frame begins of which nothing has arrived.
  std::uint64_t frame_at_ = 0;
  std::string input_;
  bool preface_read_ = false;
  std::deque<Said> on_the_way_;
  hpack::Decoder decoder_;
  Batch batch_;

  bool greeted_ = false;
  bool owes_acknowledgement_ = false;
  bool acknowledged_settings_ = false;
  bool silent_ = false;
  bool closed_ = false;
  bool client_ended_ = false;
  bool broken_ = false;
  bool blamed_ = false;
  std::int64_t credit_ = 65'535;
  std::deque<std::uint32_t> limits_said_;
  std::uint32_t limit_said_ = static_cast<std::uint32_t>(-1);
  std::uint32_t largest_limit_ = 0;
  std::size_t limit_changes_ = 0;
  std::optional<std::uint32_t> acknowledged_;
  const std::uint32_t first_limit_;
  std::uint64_t goaway_at_ = Exchange::open;
  StreamId goaway_last_ = 0;
  StreamId next_promise_ = 2;
  std::vector<std::uint64_t> promised_at_;
  std::size_t declined_ = 0;

  // Where the answer to the client's PING ends; open: there is no answer yet.
  std::optional<std::uint64_t> pong_at_;
  // World::calm_until before the octets that came last.
  Time calm_before_{};
  std::optional<Time> pinged_;
  std::optional<Time> silent_since_;
  Time heard_;
};

}  // namespace weft::client_simulation
