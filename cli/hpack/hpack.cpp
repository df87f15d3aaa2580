#include <cli/hpack/hpack.hpp>

#include <cstdio>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cli/hpack/story.hpp>
#include <weft/base/arena.hpp>
#include <weft/base/buffer.hpp>
#include <weft/hpack/decoder.hpp>
#include <weft/hpack/encoder.hpp>

namespace weft::cli {
namespace {

// A story is a file of the user's own.
constexpr std::size_t any = std::numeric_limits<std::size_t>::max();
constexpr hpack::DecodeLimits no_limits{any, any, any, any};

struct Totals {
  std::size_t fields = 0;
  std::size_t octets_in = 0;  // names and values
  std::size_t octets_out = 0;
};

Result<StoryFields, std::string> decode_block(hpack::Decoder& decoder, std::string_view block) {
  Arena arena;
  std::vector<Field> list;
  const auto outcome = decoder.decode(as_octets(block), no_limits, arena, list);
  if (outcome.status != hpack::DecodeStatus::ok) return fail(std::string(to_string(outcome.status)));
  StoryFields fields;
  for (const Field& field : list) fields.emplace_back(field.name, field.value);
  return fields;
}

std::string encode_block(hpack::Encoder& encoder, const StoryFields& fields) {
  Buffer out;
  encoder.begin(out);
  for (const auto& [name, value] : fields) encoder.add({name, value}, out);
  return std::string(as_text(out.readable()));
}

void count(Totals& totals, const StoryCase& example) {
  for (const auto& [name, value] : *example.fields) totals.octets_in += name.size() + value.size();
  totals.fields += example.fields->size();
  totals.octets_out += example.wire->size();
}

// The first difference, in words.
std::string difference(const StoryFields& decoded, const StoryFields& given) {
  for (std::size_t i = 0; i < decoded.size() && i < given.size(); ++i) {
    if (decoded[i] != given[i])
      return fmt::format("field {} is `{}: {}` on the wire, and `{}: {}` in `headers`", i, decoded[i].first,
                         decoded[i].second, given[i].first, given[i].second);
  }
  return fmt::format("the wire has {} fields, `headers` has {}", decoded.size(), given.size());
}

// Decodes `wire`, which must give the fields that are there already.
Result<StoryFields, std::string> checked_decode(hpack::Decoder& decoder, const StoryCase& example) {
  auto decoded = decode_block(decoder, *example.wire);
  if (decoded && example.fields && *decoded != *example.fields) return fail(difference(*decoded, *example.fields));
  return decoded;
}

Result<Totals, std::string> decode(Story& story) {
  hpack::Decoder decoder;
  Totals totals;
  for (std::size_t i = 0; i < story.cases.size(); ++i) {
    StoryCase& example = story.cases[i];
    if (!example.wire) return fail(fmt::format("{}: case {}: has no `wire`", story.name, i));
    if (example.table_size) decoder.set_max_table_size(*example.table_size);
    auto decoded = checked_decode(decoder, example);
    if (!decoded) return fail(fmt::format("{}: case {}: {}", story.name, i, decoded.error()));
    example.fields = *std::move(decoded);
    count(totals, example);
  }
  return totals;
}

Result<Totals, std::string> encode(Story& story) {
  hpack::Encoder encoder;
  hpack::Decoder given;
  Totals totals;
  for (std::size_t i = 0; i < story.cases.size(); ++i) {
    StoryCase& example = story.cases[i];
    if (!example.fields) return fail(fmt::format("{}: case {}: has no `headers`", story.name, i));
    if (example.table_size) {
      encoder.set_max_table_size(*example.table_size);
      given.set_max_table_size(*example.table_size);
    }
    if (example.wire) {
      const auto decoded = checked_decode(given, example);
      if (!decoded) return fail(fmt::format("{}: case {}: {}", story.name, i, decoded.error()));
    }
    example.wire = encode_block(encoder, *example.fields);
    count(totals, example);
  }
  return totals;
}

int run(const std::string& path, Result<Totals, std::string> (*verb)(Story&)) {
  auto story = read_story(path);
  if (!story) {
    std::fprintf(stderr, "weft: %s\n", story.error().c_str());
    return 1;
  }
  const auto totals = verb(*story);
  if (!totals) {
    std::fprintf(stderr, "weft: %s\n", totals.error().c_str());
    return 1;
  }
  std::puts(write_story(*story).c_str());
  const double ratio =
      totals->octets_in == 0 ? 0 : static_cast<double>(totals->octets_out) / static_cast<double>(totals->octets_in);
  std::fprintf(stderr, "ratio %.4f: %zu octets of names and values, %zu on the wire, %zu fields in %zu blocks\n", ratio,
               totals->octets_in, totals->octets_out, totals->fields, story->cases.size());
  return 0;
}

struct Options {
  std::string story = "-";
};

}  // namespace

void add_hpack(CLI::App& app, int& exit_code) {
  CLI::App* verb = app.add_subcommand("hpack", "Compress or decompress header lists (RFC 7541)");
  verb->require_subcommand(1);
  const auto options = std::make_shared<Options>();
  for (const auto& [name, action, help] : {std::tuple{"encode", &encode, "Fill in `wire` from `headers`"},
                                           std::tuple{"decode", &decode, "Fill in `headers` from `wire`"}}) {
    CLI::App* command = verb->add_subcommand(name, help);
    command
        ->add_option("story", options->story, "A story as JSON, as in http2jp/hpack-test-case; - reads standard input")
        ->required()
        ->option_text("FILE");
    command->callback([options, action, &exit_code] { exit_code = run(options->story, action); });
  }
}

}  // namespace weft::cli
