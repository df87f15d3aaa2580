// One rule of the protocol on trial: a peer sends octets under every cut, and the engine must always give the same
// answer.
//
//   server()
//       .receives(frames().headers(1, request("POST")).then().window_update(1, 0))
//       .is_stream_error(1, ErrorCode::protocol_error);
//
// Preface and SETTINGS have been exchanged and acknowledged before, except after raw(). Frames before then() have
// been read and answered, and their answers are not looked at. A client has one GET open, on stream 1, except after
// opens().
#pragma once

#include <initializer_list>
#include <source_location>
#include <string>
#include <vector>

#include <weft/testkit/endpoint.hpp>
#include <weft/testkit/frames.hpp>
#include <weft/testkit/transcript.hpp>

namespace weft::testkit {

class Verdict {
 public:
  // Exactly this RST_STREAM, and the connection goes on.
  void is_stream_error(StreamId stream, ErrorCode code) const;
  // Exactly this GOAWAY, the connection ends and says nothing more.
  void is_connection_error(ErrorCode code) const;
  // Exactly these lines, and the connection goes on. WINDOW_UPDATE, which comes when the engine likes, is left out.
  void is_answered_by(const std::vector<std::string>& lines) const;
  // One response with this status, however its fields read, and the connection goes on.
  void is_rejected_with(StreamId stream, int status) const;
  // The engine writes nothing, and the connection goes on.
  void is_ignored() const { is_answered_by({}); }
  // The engine found no fault: no RST_STREAM, no GOAWAY, and the connection goes on.
  void is_accepted() const;

  // The lines that came since then().
  const std::vector<Line>& lines() const { return lines_; }
  const std::vector<std::string>& events() const { return events_; }

 private:
  friend class Trial;

  void goes_on() const;

  std::source_location where_;
  std::vector<Line> lines_;
  std::vector<Line> said_;  // the lines that are not WINDOW_UPDATE
  std::vector<std::string> events_;
  bool closed_ = false;
  bool alive_ = false;  // it answered when it was asked something afterwards
};

class Trial {
 public:
  explicit Trial(Role role) : role_(role) {}

  Trial& with(const h2::Options& options);
  Trial& with(Application application);
  // Nothing has been received: frames begin with the preface.
  Trial& raw();
  // Server: each complete request is answered with a body of so many octets.
  Trial& answers_with(std::size_t octets);
  // Client: so many GETs are open, on streams 1, 3, 5 …; or one POST with a body of so many octets.
  Trial& opens(int requests);
  Trial& uploads(std::size_t octets);

  Verdict receives(const Frames& frames, std::source_location where = std::source_location::current()) const;

 private:
  Verdict run(const Frames& frames, const std::vector<Octets>& pieces) const;
  void prepare(Endpoint& endpoint) const;

  Role role_;
  h2::Options options_;
  Application application_ = Application::holds;
  bool raw_ = false;
  int requests_ = 1;
  std::size_t body_size_ = 0;
};

inline Trial server() {
  return Trial(Role::server);
}
inline Trial client() {
  return Trial(Role::client);
}

}  // namespace weft::testkit
