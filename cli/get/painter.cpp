#include <cli/get/painter.hpp>

#include <set>
#include <string>

#include <cli/get/output.hpp>
#include <weft/base/printable.hpp>

namespace weft::cli::get {

namespace {

WaitsFor cause_while_receiving(const Progress& progress, const Listener& listener) {
  switch (listener.window_of(progress.connection, progress.message)) {
    case Windows::State::stream_closed:
      return WaitsFor::stream_window;
    case Windows::State::connection_closed:
      return WaitsFor::connection_window;
    case Windows::State::open:
      break;
  }
  return WaitsFor::path;
}

WaitsFor cause_of(const Progress& progress, bool origin_is_there, const Listener& listener) {
  using enum Progress::Phase;
  switch (progress.phase) {
    case queue:
      return origin_is_there ? WaitsFor::turn : WaitsFor::connection;
    case send:
      return WaitsFor::sending;
    case wait:
      return WaitsFor::server;
    case limited:
      return WaitsFor::limit;
    case paused:
      return WaitsFor::pause;
    case receive:
      break;
  }
  return cause_while_receiving(progress, listener);
}

std::string name_of(const std::string& url) {
  const std::string name = remote_name(url);
  return printable(name.empty() ? url : name);
}

Bar bar_of(const Board::Entry& entry, WaitsFor cause) {
  const Progress& progress = entry.progress;
  const bool is_upload = progress.phase == Progress::Phase::send && progress.to_send;
  return {.name = name_of(entry.url),
          .octets = is_upload ? progress.sent : progress.received,
          .of = is_upload ? progress.to_send : progress.to_receive,
          .waits_for = cause};
}

}  // namespace

std::vector<WaitsFor> causes_of(const std::vector<Board::Entry>& entries, const Listener& listener) {
  // A request that is over has found a connection, or there is none.
  std::set<std::string> there;
  for (const Board::Entry& each : entries) {
    if (each.over || each.progress.phase != Progress::Phase::queue) there.insert(each.origin);
  }
  std::vector<WaitsFor> causes;
  causes.reserve(entries.size());
  for (const Board::Entry& each : entries) {
    causes.push_back(cause_of(each.progress, there.contains(each.origin), listener));
  }
  return causes;
}

Picture Painter::picture(Time now) {
  const auto entries = board_.entries();
  const auto causes = causes_of(entries, listener_);
  Picture picture;
  picture.all = entries.size();
  std::vector<Bar> waiting;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    picture.octets += entries[i].progress.received;
    if (entries[i].over) ++picture.done;
    if (entries[i].over || !entries[i].begun) continue;
    const bool is_queued = entries[i].progress.phase == Progress::Phase::queue;
    (is_queued ? waiting : picture.bars).push_back(bar_of(entries[i], causes[i]));
  }
  picture.bars.insert(picture.bars.end(), waiting.begin(), waiting.end());
  picture.rate = speed_.of(picture.octets, now);
  return picture;
}

void Painter::paint(Time now) {
  if (!screen_.can_draw() || now < next_) return;
  next_ = now + period;
  screen_.draw(lines_of(picture(now), screen_.size(), screen_.has_colours()));
}

}  // namespace weft::cli::get
