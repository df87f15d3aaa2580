#include <cli/get/printing.hpp>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <cli/get/pretty_json.hpp>
#include <cli/get/screen.hpp>
#include <cli/support/counted.hpp>
#include <weft/base/grouped.hpp>
#include <weft/base/printable.hpp>

namespace weft::cli::get {

namespace {

std::string media_type(const Response& response) {
  const std::string_view value = response.fields.find(http::FieldName::content_type).value_or("");
  return printable(value.substr(0, value.find(';')));
}

// "TLS 1.3" for OpenSSL's "TLSv1.3".
std::string tls_name(const io::TlsFacts& tls) {
  return tls.version.starts_with("TLSv") ? "TLS " + tls.version.substr(4) : tls.version;
}

std::string how_connected(const Response& response) {
  if (response.pushed) return "pushed";
  const std::string connection = response.reused ? "same connection" : "new connection";
  if (!response.connection || !response.connection->tls) return connection;
  return fmt::format("{}, {}", connection, tls_name(*response.connection->tls));
}

std::string certificate_words(const io::PeerCertificate& certificate, std::chrono::system_clock::time_point now) {
  const auto days = std::chrono::floor<std::chrono::days>(certificate.expires - now).count();
  const std::string when = days >= 0 ? fmt::format("{} days", days) : fmt::format("expired {} days ago", -days);
  return fmt::format("certificate {} ({})", printable(certificate.name), when);
}

// One for TCP and one for the request; TLS 1.2 takes two unless it resumes a session, TLS 1.3 takes one.
int round_trips(const Response& response) {
  if (response.pushed) return 0;
  if (response.reused || !response.connection) return 1;
  const auto& tls = response.connection->tls;
  if (!tls) return 2;
  return tls->version == "TLSv1.3" || tls->resumed ? 3 : 4;
}

// The parts of the time of the response's body, where that is not the path alone.
std::string receive_line(const Timing& timing, Duration window) {
  // While nothing is taken the window closes.
  const Duration waited = std::max(window - timing.held, Duration());
  if (timing.held + waited == Duration()) return {};
  std::string out = "           ";
  if (timing.held > Duration()) out += fmt::format(" held back {:.1f},", in_ms(timing.held));
  if (waited > Duration()) out += fmt::format(" window {:.1f},", in_ms(waited));
  return out + fmt::format(" path {:.1f}\n", in_ms(std::max(timing.receive - timing.held - waited, Duration())));
}

// The causes of `queue` and `send`, without those that nobody could notice. The pool comes first, as its time does.
std::string waits_line(const http::Waits& waits) {
  std::string out;
  const auto add = [&](http::Wait wait) {
    if (waits[wait] < std::chrono::milliseconds(10)) return;
    out += fmt::format("{} {} {:.1f}", out.empty() ? "            waited:" : ",", to_string(wait), in_ms(waits[wait]));
  };
  add(http::Wait::pool);
  for (const http::Wait wait : http::all_waits) {
    if (wait != http::Wait::pool) add(wait);
  }
  return out.empty() ? out : out + '\n';
}

bool is_json(const Response& response) {
  const std::string type = media_type(response);
  return type == "application/json" || type.ends_with("+json");
}

}  // namespace

std::string octets_text(std::uint64_t octets) {
  constexpr std::array<std::string_view, 5> units{"B", "KiB", "MiB", "GiB", "TiB"};
  if (octets < 1024) return fmt::format("{} B", octets);
  auto number = static_cast<double>(octets);
  std::size_t unit = 0;
  for (; number >= 1024 && unit + 1 < units.size(); ++unit) number /= 1024;
  return fmt::format("{:.1f} {}", number, units[unit]);
}

std::string head_line(const Response& response, std::uint64_t octets) {
  const std::string type = media_type(response);
  return fmt::format("{}  {}  {}{}{}  in {:.1f} ms ({})\n", http::code(response.status),
                     http::to_string(response.version), type, type.empty() ? "" : "  ", octets_text(octets),
                     in_ms(response.timing.total), how_connected(response));
}

std::string status_line(const std::string& url, const Response& response) {
  const std::string_view phrase = http::reason_phrase(response.status);
  return fmt::format("weft: {}: {}{}{}\n", printable(url), http::code(response.status), phrase.empty() ? "" : " ",
                     phrase);
}

std::string failure_line(const std::string& url, const ClientError& error) {
  const std::string_view advice = verdict_on(error).advice;
  return fmt::format("weft: {}: {}{}{}\n", printable(url), printable(error.text()), advice.empty() ? "" : "; ", advice);
}

std::string pushed_line(const Response& response) {
  const std::string type = media_type(response);
  const auto url = http::parse_url(response.url);
  return fmt::format("pushed  {}  {}{}{}  {}\n", http::code(response.status), type, type.empty() ? "" : "  ",
                     octets_text(response.body.size()), printable(url ? url->target : response.url));
}

std::string timing_lines(const Timing& timing, Duration window) {
  constexpr double columns = 40;
  const std::array<std::pair<std::string_view, Duration>, 8> parts{{{"earlier", timing.earlier},
                                                                    {"queue", timing.queue},
                                                                    {"resolve", timing.resolve},
                                                                    {"connect", timing.connect},
                                                                    {"tls", timing.tls},
                                                                    {"send", timing.send},
                                                                    {"wait", timing.wait},
                                                                    {"receive", timing.receive}}};
  const double column = std::max(in_ms(timing.total), 0.001) / columns;
  std::string out;
  Duration before{};
  for (const auto& [name, duration] : parts) {
    const auto begin = static_cast<std::size_t>(in_ms(before) / column);
    before += duration;
    if (name == "earlier" && duration == Duration::zero()) continue;
    const auto end = static_cast<std::size_t>(in_ms(before) / column);
    std::string bar;
    for (std::size_t i = begin; i < end; ++i) bar += "█";
    if (bar.empty() && duration > Duration::zero()) bar = "▏";
    out += fmt::format("  {:<8} {:>9.1f} ms", name, in_ms(duration));
    out += bar.empty() ? "\n" : fmt::format("  {:{}}{}\n", "", begin, bar);
  }
  out += receive_line(timing, window) + waits_line(timing.waits);
  return out + fmt::format("  {:<8} {:>9.1f} ms\n", "total", in_ms(timing.total));
}

std::string reasons_of(const Response& response, const std::optional<Allowed>& allowed,
                       std::chrono::system_clock::time_point now) {
  std::string out = fmt::format("{} because {}", http::to_string(response.version), to_string(response.why));
  const auto add = [&out](const std::string& more) { out += " · " + more; };
  if (response.connection && response.connection->tls) {
    if (const auto& certificate = response.connection->tls->certificate) add(certificate_words(*certificate, now));
  }
  if (allowed) {
    const std::string streams = allowed->streams ? counted(*allowed->streams, "stream") : "any number of streams";
    add(fmt::format("{}, window {}", streams, octets_text(allowed->window)));
  }
  return out;
}

std::string why_line(const Response& response, const std::optional<Allowed>& allowed, std::size_t connections,
                     std::chrono::system_clock::time_point now) {
  return fmt::format("{} · {} · {}\n", reasons_of(response, allowed, now),
                     counted(static_cast<std::uint64_t>(round_trips(response)), "round trip"),
                     counted(connections, "connection"));
}

std::string folded(std::string_view line, std::size_t columns) {
  constexpr std::string_view mark = " · ";
  constexpr std::string_view indented_mark = "\n  · ";
  std::string out(line.substr(0, line.find(mark)));
  line.remove_prefix(out.size());
  std::size_t used = columns_of(out);
  while (!line.empty()) {
    line.remove_prefix(mark.size());
    const std::string_view part = line.substr(0, line.find(mark));
    line.remove_prefix(part.size());
    const std::size_t more = columns_of(mark) + columns_of(part);
    const bool fits = used + more <= columns;
    out += fits ? mark : indented_mark;
    out += part;
    used = fits ? used + more : columns_of(indented_mark) + columns_of(part);
  }
  return out;
}

std::string wrapped(std::string_view line, std::size_t columns) {
  constexpr std::string_view indent = "  ";
  std::string out;
  std::size_t room = columns;
  while (columns_of(line) > room && columns > indent.size()) {
    std::size_t fits = 0;
    while (columns_of(line.substr(0, fits + 1)) <= room) ++fits;
    const std::size_t space = line.rfind(' ', fits);
    if (space == line.npos || space == 0) break;
    out += line.substr(0, line.find_last_not_of(' ', space) + 1);
    out += '\n';
    out += indent;
    line.remove_prefix(space + 1);
    room = columns - indent.size();
  }
  return out + std::string(line);
}

std::string head_text(const Response& response) {
  std::string out = fmt::format("{} {}\n", http::to_string(response.version), http::code(response.status));
  for (const Field& field : response.fields)
    out += fmt::format("{}: {}\n", printable(field.name), printable(field.value));
  return out + '\n';
}

Result<std::string, std::string> for_terminal(const Response& response) {
  if (!is_text(response.body)) {
    const std::string type = media_type(response);
    return fail(fmt::format("{}{} is not for a terminal; -o FILE keeps it, | cat shows it all the same",
                            octets_text(response.body.size()), type.empty() ? "" : " of " + type));
  }
  const auto pretty = is_json(response) ? pretty_json(response.body) : std::nullopt;
  std::string text = printable(pretty ? *pretty : response.body, Lines::many);
  if (!text.empty() && text.back() != '\n') text += '\n';
  return text;
}

}  // namespace weft::cli::get
