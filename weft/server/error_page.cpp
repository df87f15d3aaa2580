#include <weft/server/error_page.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <weft/base/printable.hpp>
#include <weft/config/leaves.hpp>
#include <weft/http/escape_html.hpp>
#include <weft/http/quality.hpp>

namespace weft::server {
namespace {

std::string title_of(http::Status status) {
  const auto phrase = http::reason_phrase(status);
  return phrase.empty() ? fmt::format("{}", http::code(status)) : fmt::format("{} {}", http::code(status), phrase);
}

http::Quality quality_of_json(const http::Fields& request) {
  const auto quality_of = [&request](std::string_view media_type) {
    return http::quality_of(request, http::FieldName::accept, media_type);
  };
  return std::max(quality_of("application/json"), quality_of("application/problem+json"));
}

}  // namespace

ErrorPage error_page(http::Status status, const http::Fields& request, std::string_view sentence) {
  const auto quality_of_html = http::quality_of(request, http::FieldName::accept, "text/html");
  if (quality_of_json(request) > quality_of_html) return problem_page(status, sentence);
  const auto title = title_of(status);
  if (quality_of_html == 0) {
    return {"text/plain; charset=utf-8", title + "\n" + (sentence.empty() ? "" : printable(sentence) + "\n")};
  }
  const auto paragraph = sentence.empty() ? "" : fmt::format("<p>{}</p>\n", http::escape_html(printable(sentence)));
  return {"text/html; charset=utf-8", fmt::format("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
                                                  "<title>{0}</title>\n<h1>{0}</h1>\n{1}</html>\n",
                                                  title, paragraph)};
}

// RFC 9457 4.2.1: the type "about:blank" says no more than the status does, and its title is the reason phrase.
ErrorPage problem_page(http::Status status, std::string_view sentence) {
  const auto phrase = http::reason_phrase(status);
  const auto title = phrase.empty() ? std::string() : fmt::format("\"title\":\"{}\",", phrase);
  const auto detail = sentence.empty() ? std::string() : fmt::format(",\"detail\":{}", config::json_string(sentence));
  return {"application/problem+json",
          fmt::format("{{\"type\":\"about:blank\",{}\"status\":{}{}}}\n", title, http::code(status), detail)};
}

}  // namespace weft::server
