// Frames in any order, right and wrong ones, go to the engine and to the model, which must agree about each frame.
#include "model.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <random>
#include <set>

#include <fmt/format.h>

#include <weft/testkit/endpoint.hpp>
#include <weft/testkit/frames.hpp>

namespace weft::model {
namespace {

using testkit::Application;

enum class Pushes : bool { no, yes };

class Trial {
 public:
  Trial(Role role, Application application, Pushes pushes, unsigned seed)
      : role_(role),
        pushes_(pushes),
        random_(seed),
        endpoint_(role, clock_, options(pushes), application),
        model_(role, options(pushes).limits.streams, pushes == Pushes::yes) {
    if (role == Role::server) peer_.preface();
    peer_.settings().settings_ack();
    deliver();
  }

  // One frame, or one call of the application.
  void step() {
    if (role_ == Role::client && below(4) == 0) return open();
    if (below(5) == 0) return act();
    StreamId id = any_stream();
    told_ += "; ";
    const Verdict expected = send_something(id);
    const auto answers = deliver();
    judge(id, expected, answers);
  }

  bool over() const { return endpoint_.closed(); }
  const std::string& told() const { return told_; }

 private:
  using Answers = std::vector<std::pair<StreamId, Verdict>>;

  static h2::Options options(Pushes pushes) {
    h2::Options options;
    options.pushes = pushes == Pushes::yes ? 100 : 0;
    options.limits.streams = 3;
    options.connection_window = h2::default_window;
    options.stream_window = 40'000;
    return options;
  }

  std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(random_() % bound); }
  template <class T, std::size_t size>
  T one_of(const std::array<T, size>& list) {
    return list[below(size)];
  }
  // Mostly a stream that can exist.
  StreamId any_stream() {
    if (below(40) == 0) return below(3) * 2;
    if (pushes_ == Pushes::yes && below(3) == 0) return below(6) * 2;
    return 2 * below(role_ == Role::server ? 7 : 4) + 1;
  }
  End any_end() { return below(3) == 0 ? End::yes : End::no; }

  // An answer may be about another stream than the frame is on.
  Verdict send_something(StreamId& id) {
    if (pushes_ == Pushes::yes && below(6) == 0) return send_promise(id);
    switch (below(16)) {
      case 0:
      case 1:
      case 2:
      case 3:
      case 4:
        return send_headers(id);
      case 5:
      case 6:
      case 7:
      case 8:
        return send_data(id);
      case 9:
        told_ += fmt::format("RST_STREAM {}", id);
        peer_.raw(frame::Type::rst_stream, 0, id, testkit::hex("00000008"));
        return model_.receives_reset(id);
      case 10:
      case 11:
      case 12:
        return send_window_update(below(4) == 0 ? 0 : id);
      case 13:
        return send_initial_window();
      case 14:
        return send_priority(id);
      default:
        return send_misplaced(id);
    }
  }

  Verdict send_headers(StreamId id) {
    static constexpr std::array<Section, 4> sections{Section::head, Section::head, Section::interim, Section::trailers};
    const End end = any_end();
    const bool opens = role_ == Role::server && used_.count(id) == 0;
    Section section = role_ == Role::client ? one_of(sections) : opens ? Section::head : Section::trailers;
    if (role_ == Role::server && !opens && below(8) == 0) section = Section::head;
    told_ += fmt::format("HEADERS {} {} {}", id, static_cast<int>(section), end == End::yes ? "end" : "");
    const auto fields = section == Section::trailers ? testkit::trailers()
                        : role_ == Role::server      ? testkit::request("POST")
                                                     : testkit::response(section == Section::head ? 200 : 103);
    peer_.headers(id, fields, end);
    if (role_ == Role::server) used_[id];
    return model_.receives_headers(id, section, end);
  }

  Verdict send_data(StreamId id) {
    static constexpr std::array<std::uint32_t, 5> lengths{0, 1, 100, 5'000, 16'384};
    const std::uint32_t length = one_of(lengths);
    const End end = any_end();
    told_ += fmt::format("DATA {} {} {}", id, length, end == End::yes ? "end" : "");
    peer_.data(id, std::string(length, 'x'), end);
    return model_.receives_data(id, length, end);
  }

  Verdict send_window_update(StreamId id) {
    static constexpr std::array<std::uint32_t, 6> increments{0, 1, 1'000, 1'000, 100'000, h2::max_window};
    const std::uint32_t increment = one_of(increments);
    told_ += fmt::format("WINDOW_UPDATE {} {}", id, increment);
    peer_.window_update(id, increment);
    return model_.receives_window_update(id, increment);
  }

  Verdict send_initial_window() {
    static constexpr std::array<std::uint32_t, 5> sizes{0, 10, 1'000, 65'535, h2::max_window};
    const std::uint32_t size = one_of(sizes);
    told_ += fmt::format("SETTINGS {}", size);
    peer_.settings({{frame::SettingId::initial_window_size, size}});
    return model_.receives_initial_window(size);
  }

  Verdict send_priority(StreamId id) {
    const StreamId parent = below(4) == 0 ? id : 0;
    told_ += fmt::format("PRIORITY {} on {}", id, parent);
    peer_.priority(id, {.stream = parent});
    return model_.receives_priority(id, parent);
  }

  Verdict send_promise(StreamId& id) {
    const StreamId parent = id;
    id = below(16) == 0 ? 2 * below(8) + 1 : 2 * (1 + below(6));
    told_ += fmt::format("PUSH_PROMISE {} on {}", id, parent);
    peer_.push_promise(parent, id, testkit::request("GET"));
    return model_.receives_push_promise(parent, id);
  }

  Verdict send_misplaced(StreamId& id) {
    if (below(4) != 0) return send_data(id);
    if (below(2) == 0) {
      told_ += fmt::format("CONTINUATION {}", id);
      peer_.continuation(id, testkit::hex("82"));
      return model_.receives_continuation(id);
    }
    return send_promise(id);
  }

  // --- our own side --------------------------------------------------------------------------------------------------

  void open() {
    if (used_.size() == 4) return;
    const std::size_t size = below(2) * 3'000;
    const StreamId id = endpoint_.request(size == 0 ? "GET" : "POST", "/", size);
    told_ += fmt::format("; we open {} {}", id, size);
    used_[id] = size;
    model_.opens(id, size == 0 ? End::yes : End::no);
    EXPECT_TRUE(deliver().empty());
  }

  // The server answers, or either side resets.
  void act() {
    const StreamId id = any_stream();
    if (!model_.may_reset(id)) return;
    if (role_ == Role::server && model_.may_send(id) && below(4) != 0) return respond(id);
    told_ += fmt::format("; we reset {}", id);
    endpoint_.connection().reset(id, ErrorCode::cancel, {});
    model_.sends_reset(id);
    const auto answers = deliver();
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers.front().first, id);
    if (used_.count(id) != 0) used_[id] = 0;
  }

  void respond(StreamId id) {
    if (!answered_.insert(id).second) return;
    const std::size_t size = below(2) * 100'000;
    told_ += fmt::format("; we answer {} {}", id, size);
    http::BodySource* body = size == 0 ? nullptr : &bodies_.emplace_back(size);
    ASSERT_TRUE(endpoint_.connection().respond(id, {}, body, clock_.now()));
    used_[id] = size;
    if (size == 0) model_.sends_end(id);
    EXPECT_TRUE(deliver().empty());
  }

  // --- what came of it -----------------------------------------------------------------------------------------------

  // Delivers the peer's frames, and reads the frames that come back.
  Answers deliver() {
    endpoint_.receive(peer_.octets().subspan(delivered_));
    delivered_ = peer_.octets().size();
    testkit::Bytes written = endpoint_.produce();
    if (role_ == Role::client && !preface_seen_) written.erase(written.begin(), written.begin() + 24);
    preface_seen_ = true;
    Answers answers;
    frame::Reader reader;
    for (Octets octets = written; !octets.empty();) {
      const frame::Item item = reader.next(octets);
      if (const auto* data = std::get_if<frame::DataStart>(&item)) note_data(data->header);
      if (const auto* frame = std::get_if<frame::Frame>(&item)) note(*frame, answers);
    }
    return answers;
  }

  void note(const frame::Frame& frame, Answers& answers) {
    if (const auto* reset = std::get_if<frame::RstStream>(&frame)) {
      answers.push_back({reset->stream, {Verdict::Kind::stream_error, reset->code}});
    } else if (const auto* goaway = std::get_if<frame::Goaway>(&frame)) {
      answers.push_back({0, {Verdict::Kind::connection_error, goaway->code}});
    } else if (const auto* update = std::get_if<frame::WindowUpdate>(&frame)) {
      model_.sends_window_update(update->stream, update->increment);
    }
  }

  void note_data(const frame::Header& header) {
    model_.sends_data(header.stream, header.length, header.has(frame::flag::end_stream) ? End::yes : End::no);
    used_[header.stream] -= header.length;
    EXPECT_TRUE(header.length == 0 || model_.send_window() >= 0);
    EXPECT_TRUE(header.length == 0 || model_.send_window(header.stream) >= 0);
  }

  void judge(StreamId id, const Verdict& expected, const Answers& answers) {
    if (expected.kind == Verdict::Kind::nothing) {
      EXPECT_TRUE(answers.empty()) << answers.front().second;
      return check_windows();
    }
    ASSERT_EQ(answers.size(), 1u) << "expected: " << expected;
    EXPECT_EQ(answers.front().second, expected);
    const bool fatal = expected.kind == Verdict::Kind::connection_error;
    EXPECT_EQ(answers.front().first, fatal ? 0 : id);
    EXPECT_EQ(endpoint_.closed(), fatal);
  }

  // Checks that everything that the windows allow has been sent.
  void check_windows() {
    for (const auto& [id, left] : used_) {
      if (left == 0 || !model_.may_send(id)) continue;
      EXPECT_TRUE(model_.send_window() <= 0 || model_.send_window(id) <= 0) << "stream " << id << " does not send";
    }
  }

  Role role_;
  Pushes pushes_;
  std::mt19937 random_;
  testkit::Clock clock_;
  testkit::Endpoint endpoint_;
  testkit::Frames peer_;
  std::size_t delivered_ = 0;
  bool preface_seen_ = false;
  Model model_;
  // Streams that were used, with the octets that are left of our body.
  std::map<StreamId, std::size_t> used_;
  std::set<StreamId> answered_;
  std::deque<testkit::LongBody> bodies_;
  std::string told_;
};

void compare(Role role, Application application, Pushes pushes = Pushes::no) {
  for (unsigned seed = 1; seed <= 3'000; ++seed) {
    Trial trial(role, application, pushes, seed);
    for (int step = 0; step < 40 && !trial.over(); ++step) {
      trial.step();
      ASSERT_FALSE(::testing::Test::HasFailure()) << "seed " << seed << trial.told();
    }
  }
}

TEST(Model, agrees_with_a_server) {
  compare(Role::server, Application::holds);
}

TEST(Model, agrees_with_a_server_that_does_not_read) {
  compare(Role::server, Application::does_not_read);
}

TEST(Model, agrees_with_a_client) {
  compare(Role::client, Application::holds);
}

TEST(Model, agrees_with_a_client_that_does_not_read) {
  compare(Role::client, Application::does_not_read);
}

TEST(Model, agrees_with_a_client_that_takes_pushes) {
  compare(Role::client, Application::holds, Pushes::yes);
}

}  // namespace
}  // namespace weft::model
