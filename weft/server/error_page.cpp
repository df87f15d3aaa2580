#include <weft/server/error_page.hpp>

#include <fmt/format.h>

#include <weft/base/printable.hpp>
#include <weft/http/escape_html.hpp>
#include <weft/http/quality.hpp>

namespace weft::server {
namespace {

std::string title_of(http::Status status) {
  const auto phrase = http::reason_phrase(status);
  return phrase.empty() ? fmt::format("{}", http::code(status)) : fmt::format("{} {}", http::code(status), phrase);
}

}  // namespace

ErrorPage error_page(http::Status status, const http::Fields& request, std::string_view sentence) {
  const auto title = title_of(status);
  if (http::quality_of(request, http::FieldName::accept, "text/html") == 0) {
    return {"text/plain; charset=utf-8", title + "\n" + (sentence.empty() ? "" : printable(sentence) + "\n")};
  }
  const auto paragraph = sentence.empty() ? "" : fmt::format("<p>{}</p>\n", http::escape_html(printable(sentence)));
  return {"text/html; charset=utf-8", fmt::format("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
                                                  "<title>{0}</title>\n<h1>{0}</h1>\n{1}</html>\n",
                                                  title, paragraph)};
}

}  // namespace weft::server
