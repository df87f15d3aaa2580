#include <weft/testkit/gtest/trial.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include <weft/testkit/broken_promise.hpp>
#include <weft/testkit/gtest/for_each_segmentation.hpp>

namespace weft::testkit {

namespace {

// Above all streams of any test.
constexpr StreamId last_client_stream = 0x7fff'ffff;
constexpr std::uint64_t are_you_there = 0xa11fe;

// A request without compression state: it can follow any other block.
Frames probe(Role role) {
  Frames out;
  out.ping(are_you_there);
  if (role == Role::server) {
    out.headers_block(last_client_stream, hex("82 87 84 01 0b 6578616d706c652e6f7267"),
                      frame::flag::end_headers | frame::flag::end_stream);
  }
  return out;
}

bool is_alive(Endpoint& endpoint) {
  endpoint.take_events();
  endpoint.receive(probe(endpoint.role()).octets());
  Transcript transcript(Role::server);
  transcript.read(endpoint.produce());
  const auto answers = transcript.texts();
  if (std::ranges::find(answers, "PING ACK 00000000000a11fe") == answers.end()) return false;
  if (endpoint.role() == Role::client) return true;
  return std::ranges::any_of(endpoint.events(), [](const std::string& event) {
    return event == "request 2147483647 GET https://example.org/ end";
  });
}

bool was_broken(std::string_view message, const std::vector<std::string>& events) {
  const std::string begin = "closed " + std::string(message) + " ";
  return std::ranges::any_of(
      events, [&begin](const std::string& event) { return event.starts_with(begin) && !event.ends_with(" NO_ERROR"); });
}

// The events that must not depend on the cut. How much of a body came before its message turned out to be wrong may.
std::vector<std::string> certain(const std::vector<std::string>& events) {
  constexpr std::string_view data = "data ";
  std::vector<std::string> out;
  for (const std::string& event : events) {
    const std::string_view rest = std::string_view(event).substr(std::min(event.size(), data.size()));
    if (event.starts_with(data) && was_broken(rest.substr(0, rest.find(' ')), events)) continue;
    out.push_back(event);
  }
  return out;
}

}  // namespace

void Verdict::is_stream_error(StreamId stream, ErrorCode code) const {
  const testing::ScopedTrace trace(where_.file_name(), static_cast<int>(where_.line()), "on trial");
  const auto line = frame::describe(frame::RstStream{stream, code});
  EXPECT_THAT(texts_of(said_), testing::ElementsAre(line));
  goes_on();
}

void Verdict::is_connection_error(ErrorCode code) const {
  const testing::ScopedTrace trace(where_.file_name(), static_cast<int>(where_.line()), "on trial");
  const bool one_goaway = said_.size() == 1 && said_[0].type == Type::goaway && said_[0].code == code;
  EXPECT_TRUE(one_goaway) << "expected only GOAWAY " << frame::to_string(code) << ", got "
                          << testing::PrintToString(texts_of(said_));
  EXPECT_TRUE(closed_) << "the connection did not end";
  EXPECT_FALSE(alive_) << "the connection still speaks";
}

void Verdict::is_answered_by(const std::vector<std::string>& lines) const {
  const testing::ScopedTrace trace(where_.file_name(), static_cast<int>(where_.line()), "on trial");
  EXPECT_EQ(texts_of(said_), lines);
  goes_on();
}

void Verdict::is_rejected_with(StreamId stream, int status) const {
  const testing::ScopedTrace trace(where_.file_name(), static_cast<int>(where_.line()), "on trial");
  ASSERT_FALSE(said_.empty());
  const std::string begin = "HEADERS stream=" + std::to_string(stream);
  EXPECT_THAT(said_[0].text, testing::StartsWith(begin));
  EXPECT_THAT(said_[0].text, testing::HasSubstr(" :status=" + std::to_string(status)));
  for (const Line& line : said_) EXPECT_NE(line.type, Type::goaway) << line.text;
  goes_on();
}

void Verdict::is_accepted() const {
  const testing::ScopedTrace trace(where_.file_name(), static_cast<int>(where_.line()), "on trial");
  for (const Line& line : said_) {
    EXPECT_NE(line.type, Type::rst_stream) << line.text;
    EXPECT_NE(line.type, Type::goaway) << line.text;
  }
  goes_on();
}

void Verdict::goes_on() const {
  EXPECT_FALSE(closed_) << "the connection ended";
  EXPECT_TRUE(alive_) << "the connection is not usable";
}

Trial& Trial::with(const h2::Options& options) {
  options_ = options;
  return *this;
}

Trial& Trial::with(Application application) {
  application_ = application;
  return *this;
}

Trial& Trial::raw() {
  raw_ = true;
  return *this;
}

Trial& Trial::opens(int requests) {
  requests_ = requests;
  return *this;
}

Trial& Trial::uploads(std::size_t octets) {
  body_size_ = octets;
  return *this;
}

Trial& Trial::answers_with(std::size_t octets) {
  application_ = Application::answers;
  body_size_ = octets;
  return *this;
}

Verdict Trial::receives(const Frames& frames, std::source_location where) const {
  const testing::ScopedTrace trace(where.file_name(), static_cast<int>(where.line()), "on trial");
  Verdict verdict = run(frames, whole(frames.after_then()).pieces);
  for_each_segmentation(frames.after_then(), [&](const Segmentation& cut) {
    const Verdict other = run(frames, cut.pieces);
    EXPECT_EQ(texts_of(other.lines_), texts_of(verdict.lines_));
    EXPECT_EQ(certain(other.events_), certain(verdict.events_));
    EXPECT_EQ(other.closed_, verdict.closed_);
    EXPECT_EQ(other.alive_, verdict.alive_);
  });
  verdict.where_ = where;
  return verdict;
}

// An exception would lose the place of the trial, which the traces know.
Verdict Trial::run(const Frames& frames, const std::vector<Octets>& pieces) const try {
  Clock clock;
  Endpoint endpoint(role_, clock, options_, application_);
  Transcript transcript(role_);
  if (!raw_) prepare(endpoint);
  endpoint.receive(frames.before_then());
  transcript.read(endpoint.produce());
  transcript.take();
  endpoint.take_events();

  for (const Octets piece : pieces) endpoint.receive(piece);
  transcript.read(endpoint.produce());
  Verdict verdict;
  verdict.events_ = endpoint.take_events();
  verdict.lines_ = transcript.take();
  std::ranges::copy_if(verdict.lines_, std::back_inserter(verdict.said_),
                       [](const Line& line) { return line.type != Type::window_update; });
  verdict.closed_ = endpoint.closed();
  verdict.alive_ = is_alive(endpoint);
  return verdict;
} catch (const BrokenPromise& broken) {
  ADD_FAILURE() << broken.what();
  return {};
}

void Trial::prepare(Endpoint& endpoint) const {
  if (role_ == Role::server) {
    endpoint.answer_with(body_size_);
    endpoint.receive(testkit::frames().preface().settings().settings_ack().octets());
    return;
  }
  endpoint.receive(testkit::frames().settings().settings_ack().octets());
  if (body_size_ != 0) {
    endpoint.request("POST", "/", body_size_);
    return;
  }
  for (int i = 0; i < requests_; ++i) endpoint.request("GET", "/");
}

}  // namespace weft::testkit
