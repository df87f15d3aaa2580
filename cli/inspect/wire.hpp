// The connection of the prompt: frames go out as they are said, and what comes back is shown and noted. No engine is in
// between, so that nothing is refused here.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <cli/inspect/command.hpp>
#include <cli/inspect/console.hpp>
#include <cli/inspect/origin.hpp>
#include <cli/inspect/stream_ends.hpp>
#include <weft/base/buffer.hpp>
#include <weft/hpack/encoder.hpp>
#include <weft/trace/format.hpp>
#include <weft/trace/tap.hpp>

namespace weft::cli::inspect {

class WireUser {
 public:
  // Frames can be sent.
  virtual void on_wire_open() = 0;
  // Something has come, or the connection has ended.
  virtual void on_wire_news() = 0;
  // There is no connection, or none of HTTP/2.
  virtual void on_wire_failed(std::string_view why) = 0;

 protected:
  ~WireUser() = default;
};

class Wire final : private io::ConnectorUser, private io::ChannelUser, private trace::Reader {
 public:
  Wire(io::Loop& loop, Origin& origin, const InspectOptions& options, Console& console, WireUser& user);

  // The preface and SETTINGS.
  void greet();
  void send(Octets octets);
  void send(const SendFields& fields);
  // Says the end of our side, and waits for nothing.
  void finish();

  bool has_ended() const { return has_ended_; }
  // Their SETTINGS have come, and ours are acknowledged.
  bool is_greeted() const { return settings_came_ && settings_acknowledged_; }
  bool has_ended(frame::StreamId stream) const { return ends_.has_ended(stream); }
  // Streams on which a request has ended, and the response has not.
  bool awaits_answers() const { return ends_.awaits_answers(); }
  // A frame that has come and was not taken yet: the first one, or the first of a type and all before it.
  bool take_frame(std::optional<frame::Type> type = {});
  void forget_frames() { came_.clear(); }

 private:
  void on_connected(std::unique_ptr<io::Channel> channel) override;
  void on_failed(std::error_code error, io::Reason reason) override;

  void on_open() override;
  void on_received(MutableOctets octets) override;
  void on_end() override;
  void on_drained() override;
  void on_closed(std::error_code error, io::Reason reason) override;

  void on_event(const trace::Event& event) override;
  void on_content(trace::Direction direction, std::uint64_t stream, Octets octets) override;

  void answer();
  void note(std::string_view words) const;
  void note_sent(const trace::Event& event);
  void note_received(const trace::Event& event);
  void note_settings(const frame::Settings& settings);
  std::string content_lines();
  std::vector<Field> list_of(const SendFields& fields) const;

  io::Loop& loop_;
  Origin& origin_;
  Console& console_;
  WireUser& user_;
  const bool bare_;
  const Time began_;
  const trace::Format of_sent_;
  const trace::Format of_received_;
  std::unique_ptr<io::Connector> connector_;
  std::unique_ptr<io::Channel> channel_;
  trace::Tap tap_;
  hpack::Encoder encoder_;
  // RFC 9113 6.5.3: in force once we acknowledge it.
  std::size_t announced_table_size_;
  // Acknowledgments, sent when all that came with their frames is read.
  Buffer answers_;
  // So many octets of those that were sent are still here, at most.
  std::size_t unread_answers_ = 0;
  bool is_reading_ = true;
  bool opened_ = false;
  bool has_ended_ = false;
  bool settings_came_ = false;
  bool settings_acknowledged_ = false;
  std::deque<frame::Type> came_;
  StreamEnds ends_;
  // The beginning of the content of a DATA frame, and the octets that are not kept.
  std::string content_;
  std::size_t content_left_out_ = 0;
};

}  // namespace weft::cli::inspect
