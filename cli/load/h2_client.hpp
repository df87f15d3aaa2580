// HTTP/2 as a load generator speaks it (RFC 9113): many requests that are alike, composed once and copied.
//
// It checks what it needs to count right and ends the connection at what it cannot read; it is no test of conformance.
// The windows are so large that credit goes back once in a long while, and nothing is pushed.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include <cli/load/greeting.hpp>
#include <cli/load/load_client.hpp>
#include <cli/load/request_blocks.hpp>
#include <cli/load/response_summary.hpp>
#include <weft/base/arena.hpp>
#include <weft/base/ring.hpp>
#include <weft/frame/frame.hpp>
#include <weft/frame/reader.hpp>
#include <weft/hpack/decoder.hpp>
#include <weft/hpack/known_block.hpp>

namespace weft::cli::load {

struct H2Options {
  std::size_t streams = 1;
  // Requests of one connection.
  std::uint64_t quota = ~std::uint64_t{0};
  // The window of each stream; the connection's is always as large as can be.
  std::uint32_t window = (1U << 30) - 1;
};

class H2Client final : public LoadClient {
 public:
  // Blocks for a peer's table size, shared by the connections of a thread.
  using BlocksFor = std::function<std::shared_ptr<const RequestBlocks>(std::size_t table_size)>;

  // All must outlive it.
  H2Client(const H2Options& options, const Requests& requests, const BlocksFor& blocks_for, Share& share);

  bool ready() const override { return blocks_ != nullptr; }
  bool receive(Octets octets, Time now) override;
  void receive_end(Time now) override;
  void compose(Buffer& out, Time now, std::size_t most) override;
  std::size_t open() const override { return open_; }
  std::size_t room() const override {
    return ending() || open_ >= limit_ ? 0 : std::min<std::uint64_t>(limit_ - open_, quota_);
  }
  // Some numbers are skipped, so the last few stay unused.
  bool leaving() const override { return going_away_ || next_id_ > frame::max_stream_id - 2 * slots_.size(); }
  bool wants_to_send() const override { return !control_.empty() || (!uploads_.empty() && window_ > 0); }
  Time expire(Time now, Duration limit) override;
  bool outlives_failures() const override { return true; }
  void abandon(std::string_view reason, Time now) override;

 private:
  using StreamId = frame::StreamId;

  // A request that is under way, in one line of the cache.
  struct alignas(64) Slot {
    Call call = {};
    StreamId id = 0;               // 0: free
    std::uint32_t unreturned = 0;  // octets of DATA without new credit
    std::int64_t window = 0;       // the peer's
    std::int64_t missing = 0;      // of the response's content-length
    std::uint32_t sent = 0;        // of the body
    bool waiting = false;          // for credit, with octets of the body left
    bool counted = false;          // the response has a content-length
  };

  // h2_client_receive.cpp
  bool greet(Octets octets);
  template <class F>
  bool take(const F& frame);
  bool on(const frame::Headers& frame);
  bool on(const frame::Continuation& frame);
  bool on(const frame::RstStream& frame);
  bool on(const frame::Settings& frame);
  bool on(const frame::Ping& frame);
  bool on(const frame::Goaway& frame);
  bool on(const frame::WindowUpdate& frame);
  bool on(const frame::PushPromise& frame);
  template <class Ignored>
  bool on(const Ignored& /*a frame that is ignored, or frame::Data: see Reader*/) {
    return true;
  }
  bool on(const frame::DataStart& data);
  bool on(const frame::DataPiece& piece);
  bool on(const frame::Faulty& faulty);
  bool on_block(StreamId stream, Octets block, bool end_stream);
  const ResponseSummary* summarize(Octets block);
  void begin_response(Slot& slot, const ResponseSummary& summary);
  void ended(Slot& slot);
  void malformed(Slot& slot, std::string_view why);
  bool broken(std::string_view why);

  // h2_client_send.cpp
  void begin(const Call& call, Buffer& out);
  void send_bodies(Buffer& out);
  bool send_piece(Slot& slot, Buffer& out);
  void await_turn(Slot& slot);

  Slot& place_of(StreamId id) { return slots_[(id >> 1) & mask_]; }
  Slot* find(StreamId id);
  void release(Slot& slot);

  const H2Options& options_;
  const Requests& requests_;
  const BlocksFor& blocks_for_;
  TransferCounts& transfers_;
  std::shared_ptr<const RequestBlocks> blocks_;

  // By the stream's number; a number whose place is still taken is skipped, as RFC 9113 5.1.1 allows.
  std::vector<Slot> slots_;
  std::size_t mask_;
  std::size_t open_ = 0;
  std::size_t limit_;
  StreamId next_id_ = 1;
  std::uint64_t count_ = 0;
  bool going_away_ = false;
  Time now_{};

  Greeting greeting_;
  frame::Reader reader_;
  hpack::Decoder decoder_;
  // Blocks that come again need not be decoded.
  hpack::KnownBlocks<ResponseSummary> known_;
  ResponseSummary summary_;
  Arena arena_;
  std::vector<Field> fields_;
  // A block that goes on in CONTINUATION frames.
  Buffer block_;
  StreamId continued_ = 0;
  bool continued_ends_ = false;

  Buffer control_;
  std::uint32_t unreturned_ = 0;
  std::int64_t window_ = 65'535;
  std::uint32_t initial_window_ = 65'535;
  std::size_t table_size_ = hpack::default_table_size;
  // Streams whose bodies go on as soon as the connection's window allows, in turn.
  Ring<StreamId> uploads_;
};

}  // namespace weft::cli::load
