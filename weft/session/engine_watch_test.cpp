#include <weft/session/engine_watch.hpp>

#include <string>
#include <type_traits>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::session {
namespace engine_watch_test {
namespace {

using http::EngineView;
using http::Wait;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

std::string name_of(const std::optional<Wait>& wait) {
  return wait ? std::string(to_string(*wait)) : "nothing";
}

// Each note as a line.
class Lines final : public trace::Reader {
 public:
  void on_event(const trace::Event&) override {}
  void on_note(const trace::Note& note) override {
    std::visit([this](const auto& what) { add(what); }, note.what);
  }

  // Those since the last time.
  std::vector<std::string> take() { return std::exchange(lines_, {}); }

 private:
  void add(const trace::WaitChanged& n) {
    lines_.push_back(fmt::format("{}: {} -> {} for {} ms, {} and {} left", n.stream, name_of(n.before), name_of(n.now),
                                 n.waiting.count() / 1'000'000, n.stream_window.value_or(-1),
                                 n.connection_window.value_or(-1)));
  }
  void add(const trace::WindowChanged& n) {
    lines_.push_back(fmt::format("{}: {} out, {} in", n.stream, n.send, n.receive));
  }
  void add(const trace::SchedulePick& n) {
    lines_.push_back(fmt::format("{}: {} octets, u={}, weight {}", n.stream, n.octets,
                                 n.priority ? int{n.priority->urgency} : -1, n.weight.value_or(0)));
  }
  template <class Other>
  void add(const Other&) {
    lines_.emplace_back("a table");
  }

  std::vector<std::string> lines_;
};

EngineView view_of_one() {
  EngineView view{.windows = EngineView::Windows{.send = 100, .receive = 200},
                  .scheme = EngineView::Scheme::urgency,
                  .streams = {{.id = 1, .priority = {.urgency = 5}, .send_window = 30, .receive_window = 40}}};
  return view;
}

class Watched : public testing::Test {
 protected:
  std::vector<std::string> look(const EngineView& view) {
    watch.look(view, Time());
    return lines.take();
  }

  Lines lines;
  EngineWatch watch{lines};
  EngineView view = view_of_one();
};

TEST_F(Watched, tells_windows_when_they_change) {
  EXPECT_THAT(look(view), ElementsAre("0: 100 out, 200 in", "1: 30 out, 40 in"));
  EXPECT_THAT(look(view), IsEmpty());
  view.windows->send = 90;
  view.streams[0].send_window = 20;
  EXPECT_THAT(look(view), ElementsAre("0: 90 out, 200 in", "1: 20 out, 40 in"));
  view.streams[0].receive_window = -7;
  EXPECT_THAT(look(view), ElementsAre("1: 20 out, -7 in"));
}

TEST_F(Watched, tells_waits_when_they_change_with_the_windows_of_that_moment) {
  look(view);
  view.streams[0].wait = Wait::application;
  view.streams[0].waiting = milliseconds(3);
  EXPECT_THAT(look(view), ElementsAre("1: nothing -> application for 3 ms, 30 and 100 left"));
  view.streams[0].waiting = milliseconds(9);
  EXPECT_THAT(look(view), IsEmpty());
  view.streams[0].wait = Wait::stream_window;
  view.streams[0].send_window = 0;
  EXPECT_THAT(look(view), ElementsAre("1: 0 out, 40 in", "1: application -> stream_window for 9 ms, 0 and 100 left"));
  view.streams.clear();
  EXPECT_THAT(look(view), ElementsAre("1: stream_window -> nothing for 0 ms, -1 and -1 left"));
  EXPECT_THAT(look(view), IsEmpty());
}

TEST_F(Watched, tells_picks_in_their_order) {
  view.streams.push_back({.id = 3, .priority = {.urgency = 2}});
  watch.picked(3, 16'384);
  watch.picked(1, 5);
  watch.picked(7, 0);
  watch.tell_picks(view, Time());
  EXPECT_THAT(lines.take(), ElementsAre("3: 16384 octets, u=2, weight 0", "1: 5 octets, u=5, weight 0",
                                        "7: 0 octets, u=-1, weight 0"));
  watch.tell_picks(view, Time());
  EXPECT_THAT(lines.take(), IsEmpty());
}

TEST_F(Watched, tells_weights_where_the_tree_is_in_force) {
  view.scheme = EngineView::Scheme::tree;
  view.streams[0].place = http::StreamView::Place{.parent = 0, .weight = 200};
  watch.picked(1, 5);
  watch.tell_picks(view, Time());
  EXPECT_THAT(lines.take(), ElementsAre("1: 5 octets, u=-1, weight 200"));
}

TEST_F(Watched, knows_that_http11_has_neither_windows_nor_order) {
  const EngineView http11{.streams = {{.id = 1, .wait = Wait::socket, .waiting = milliseconds(2)}}};
  watch.picked(1, 5);
  watch.tell_picks(http11, Time());
  EXPECT_THAT(look(http11), ElementsAre("1: nothing -> socket for 2 ms, -1 and -1 left"));
}

}  // namespace
}  // namespace engine_watch_test
}  // namespace weft::session
