// HTTP/1.1 as a load generator speaks it (RFC 9112): requests composed once and copied, up to `depth` of them in a
// pipeline, and responses whose heads are mostly the same.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <cli/load/load_client.hpp>
#include <cli/load/target.hpp>
#include <weft/base/ring.hpp>
#include <weft/h1/chunked_reader.hpp>
#include <weft/h1/framing.hpp>
#include <weft/http/head.hpp>

namespace weft::cli::load {

// The heads of all requests, as they are sent.
using RequestTexts = std::vector<std::string>;

// Throws std::invalid_argument for a request that cannot be written.
RequestTexts compose_texts(const Requests& requests, const Target& target);

class H1Client final : public LoadClient {
 public:
  // All must outlive it.
  H1Client(std::size_t depth, std::uint64_t quota, const Requests& requests, const RequestTexts& texts, Share& share);

  bool ready() const override { return true; }
  bool receive(Octets octets, Time now) override;
  void receive_end(Time now) override;
  void compose(Buffer& out, Time now, std::size_t most) override;
  std::size_t open() const override { return pipeline_.size(); }
  std::size_t room() const override { return ending_ ? 0 : std::min<std::uint64_t>(depth_ - pipeline_.size(), quota_); }
  bool leaving() const override { return ending_; }
  bool wants_to_send() const override { return !body_left_.empty(); }
  Time expire(Time now, Duration limit) override;
  // Answers come in order, so nothing behind one that is missing can come.
  bool outlives_failures() const override { return false; }
  void abandon(std::string_view reason, Time now) override;

 private:
  // The part of a response that comes next.
  struct Head {};
  struct LengthBody {
    std::uint64_t left;
  };
  struct ChunkedBody {
    h1::ChunkedReader reader;
  };
  struct Trailers {};
  struct BodyUntilClose {};
  using Reading = std::variant<Head, LengthBody, ChunkedBody, Trailers, BodyUntilClose>;

  // A head that came before, and what it meant.
  struct KnownHead {
    std::string text;
    http::Method method{};
    std::uint16_t status = 0;
    h1::Framing framing{};
  };

  enum class Step : std::uint8_t { again, more, broken };

  // Each takes octets off the front.
  Step read(Head& state, Octets& octets);
  Step read(LengthBody& state, Octets& octets);
  Step read(ChunkedBody& state, Octets& octets);
  Step read(Trailers& state, Octets& octets);
  Step read(BodyUntilClose& state, Octets& octets);
  bool is_known(Octets octets, http::Method method) const;
  Step learn_head(Octets octets, http::Method method);
  Step begin_body();
  void answered();
  void pass_over_rest();
  Step broken(std::string_view why);
  Step foreign();
  void send_body(Buffer& out);

  std::size_t depth_;
  const Requests& requests_;
  const RequestTexts& texts_;
  TransferCounts& transfers_;

  Ring<Call> pipeline_;
  std::uint64_t count_ = 0;
  Octets body_left_;  // of the last request
  bool ending_ = false;
  Time now_{};

  Reading reading_;
  KnownHead known_;
  http::ResponseHead head_;
  Buffer rest_;  // the beginning of a head
};

}  // namespace weft::cli::load
