// Performs a case on a client that has come: it is the server. Octets and times go in, octets come out, and at the end
// a judgement. It has no socket.
//
//   ClientConversation talk(patience, nullptr);
//   talk.receive(octets, now);                            // until talk.asks()
//   talk.perform(one, now);                               // or talk.respond("200", "text/html", page, now)
//   send(talk.take_octets());  talk.receive(octets, now);  talk.end(Heard::End::closed, now);
//   talk.patience()                     // how long to wait for something; then talk.wait_no_longer(now)
//   talk.is_over() → talk.heard()
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <weft/base/field.hpp>
#include <weft/base/time.hpp>
#include <weft/conformance/case.hpp>
#include <weft/conformance/client_judge.hpp>
#include <weft/conformance/conversation.hpp>
#include <weft/trace/tap.hpp>

namespace weft::conformance {

class ClientConversation final : private trace::Reader {
 public:
  // `watcher` must outlive it. It sees both directions; null for none.
  ClientConversation(const Patience& patience, trace::Reader* watcher);

  // The client has come over TLS, and wanted this server by its name; empty where it named none.
  void came_over_tls(std::string server_name) { heard_.server_name = std::move(server_name); }
  void receive(Octets octets, Time now);
  void end(Heard::End end, Time now);
  // Nothing has come for patience(), counted from the last octet in either direction.
  void wait_no_longer(Time now);
  Duration patience() const;
  // The octets to be sent now; empty where it waits.
  testkit::Bytes take_octets();

  // A request has come, and nothing was done about it yet: perform() or respond().
  bool asks() const { return stage_ == Stage::asked; }
  // The request, and the settings of the client.
  const Peer& peer() const { return peer_; }
  // `one` must outlive it. A client that does not offer what the case needs gets an answer as any: missing().
  void perform(const Case& one, Time now);
  // An answer that is part of no case.
  void respond(std::string_view status, std::string_view type, std::string_view content, Time now);

  bool is_over() const { return stage_ == Stage::over; }
  // The first thing that the case needs and the client does not offer; empty where it was performed.
  std::string_view missing() const { return missing_; }
  // Null where nothing was performed.
  const Case* performed() const { return one_; }
  const Expected& expected() const { return expected_; }
  const ClientHeard& heard() const { return heard_; }
  Judgement judgement() const { return judge_client(expected_, heard_); }

 private:
  enum class Stage : std::uint8_t {
    arriving,   // preface, SETTINGS and a request are awaited
    asked,      // a request has come
    greeting,   // our SETTINGS are sent, and their acknowledgment is awaited
    steps,      // steps_[step_] has been sent, and something is awaited
    questions,  // all is sent: PING
    response,   // it is acknowledged, and the rest of the response is sent
    afterwards,
    over,
  };

  void on_event(const trace::Event& event) override;
  void on_octets(trace::Direction direction, Octets octets, Time now) override;
  void hear(const trace::FrameSeen& seen);
  void hear(const frame::Settings& settings);
  void hear_request(const trace::Section& section);
  bool has_come(const Step& step) const;
  bool is_greeted() const;
  void advance(Time now);
  void greet(Time now);
  void send_step(Time now);
  void ask(Time now);
  void end_response(Time now);
  void finish(Time now);
  void answer_frames(Time now);
  void write(Octets octets, Time now);

  Patience patience_;
  trace::Reader* watcher_;
  trace::Tap tap_;
  Stage stage_ = Stage::arriving;
  Peer peer_;
  // The stream of the request; 0 until it has come.
  StreamId request_ = 0;
  bool request_ended_ = false;
  const Case* one_ = nullptr;
  std::string_view missing_;
  Expected expected_;
  std::vector<Step> steps_;
  std::size_t step_ = 0;
  testkit::Bytes rest_of_response_;
  bool raw_ = false;
  bool open_ended_ = false;
  bool greeted_ = false;
  bool has_settings_ = false;
  bool has_acknowledgment_ = false;
  bool is_first_frame_ = true;
  // PINGs of steps that were acknowledged.
  std::size_t pongs_ = 0;
  std::size_t awaited_pongs_ = 0;
  bool response_ponged_ = false;
  // Acknowledgments that the client is due.
  testkit::Frames due_;
  bool is_due_ = false;
  ClientHeard heard_;
  testkit::Bytes out_;
};

}  // namespace weft::conformance
