#include <cli/check/client/page.hpp>

#include <fmt/format.h>
#include <cli/check/client/upload.hpp>
#include <weft/http/escape_html.hpp>

namespace weft::cli::check {

namespace {

constexpr std::string_view beginning =
    "<!doctype html><meta charset=utf-8><title>weft check client</title><h1>weft check client</h1>\n"
    "<p><button onclick='performAll()'>Perform all</button> The verdicts are told where weft runs, and here when the "
    "page is loaded again.</p>\n<ul>\n";

// Each case once: a request that is made again has an ordinary answer. The query makes it another one.
constexpr std::string_view script =
    "</ul>\n<script>\n"
    "async function perform(link) {\n"
    "  const size = Number(link.dataset.upload);\n"
    "  const options = size ? {method: 'POST', body: 'x'.repeat(size)} : {};\n"
    "  let word = 'taken';\n"
    "  try { await (await fetch(link.href + '?' + Date.now(), options)).text(); } catch { word = 'failed'; }\n"
    "  link.after(' ' + word);\n"
    "}\n"
    "async function performAll() { for (const link of [...document.links]) await perform(link); }\n"
    "if (location.hash === '#all') performAll();\n"
    "</script>\n";

}  // namespace

std::string start_page(const std::vector<Offer>& offers) {
  std::string page(beginning);
  for (const auto& [one, words] : offers) {
    const std::string upload = one->needs.body == 0 ? "" : fmt::format(" data-upload={}", Upload::size);
    const std::string told = words.empty() ? "" : fmt::format(" <b>{}</b>", http::escape_html(words));
    page += fmt::format("<li><a href=\"/{0}\"{1}>{0}</a> {2}{3}</li>\n", one->id, upload, http::escape_html(one->sends),
                        told);
  }
  return page += script;
}

}  // namespace weft::cli::check
