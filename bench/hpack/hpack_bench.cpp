// Header compression on the corpora: nanoseconds per field, ours beside libnghttp2's.
//
//   hpack_bench                                        // the corpora from WEFT_CORPORA, or ../shared/corpora
//   hpack_bench --benchmark_filter=decode
//
// Every story has a fresh context, and is told ten times in a row: so the codec is measured, and not the way of the
// text from memory. Both decoders read what nghttp2 wrote; each encoder writes its own.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <nlohmann/json.hpp>

#include <weft/base/arena.hpp>
#include <weft/base/buffer.hpp>
#include <weft/hpack/decoder.hpp>
#include <weft/hpack/encoder.hpp>
#include <weft/hpack/static_table.hpp>
#ifdef WEFT_WITH_NGHTTP2
#include <nghttp2/nghttp2.h>
#endif

namespace {

using namespace weft;

struct Block {
  std::vector<std::uint8_t> wire;
  std::vector<std::pair<std::string, std::string>> text;
  std::vector<Field> fields;
#ifdef WEFT_WITH_NGHTTP2
  std::vector<nghttp2_nv> list;
#endif
};
using Story = std::vector<Block>;

Block read_block(const nlohmann::json& json) {
  Block block;
  const auto hex = json["wire"].get<std::string>();
  for (std::size_t i = 0; i < hex.size(); i += 2)
    block.wire.push_back(static_cast<std::uint8_t>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  for (const auto& field : json["headers"]) {
    for (const auto& [name, value] : field.items()) block.text.emplace_back(name, value.get<std::string>());
  }
  return block;
}

std::vector<Story> read_stories() {
  const char* given = std::getenv("WEFT_CORPORA");
  const std::filesystem::path root = given != nullptr
                                         ? std::filesystem::path(given)
                                         : std::filesystem::path(WEFT_SOURCE_DIR) / ".." / "shared" / "corpora";
  std::vector<Story> stories;
  for (const auto& entry : std::filesystem::directory_iterator(root / "hpack" / "nghttp2")) {
    std::ifstream file(entry.path());
    const auto json = nlohmann::json::parse(file);
    Story& story = stories.emplace_back();
    for (const auto& example : json["cases"]) story.push_back(read_block(example));
  }
  return stories;
}

#ifdef WEFT_WITH_NGHTTP2
std::uint8_t* octets_of(std::string_view text) {
  return const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(text.data()));
}

std::vector<nghttp2_nv> nghttp2_list(const std::vector<Field>& fields) {
  std::vector<nghttp2_nv> list;
  for (const Field& field : fields)
    list.push_back({octets_of(field.name), octets_of(field.value), field.name.size(), field.value.size(), 0});
  return list;
}
#endif

const std::vector<Story>& stories() {
  static const std::vector<Story> read = [] {
    std::vector<Story> list = read_stories();
    for (Story& story : list) {
      for (Block& block : story) {
        // The token is known where fields are made, as in a server.
        for (const auto& [name, value] : block.text)
          block.fields.push_back({name, value, hpack::static_table::token_of(name)});
#ifdef WEFT_WITH_NGHTTP2
        block.list = nghttp2_list(block.fields);
#endif
      }
    }
    return list;
  }();
  return read;
}

std::size_t field_count() {
  std::size_t count = 0;
  for (const Story& story : stories()) {
    for (const Block& block : story) count += block.fields.size();
  }
  return count;
}

constexpr int times = 10;

// Calls `tell` for each story.
template <class Tell>
void tell_all(Tell tell) {
  for (const Story& story : stories()) {
    for (int i = 0; i < times; ++i) tell(story);
  }
}

void report_per_field(benchmark::State& state) {
  state.counters["per_field"] =
      benchmark::Counter(static_cast<double>(field_count() * times),
                         benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void decode_weft(benchmark::State& state) {
  Arena arena;
  std::vector<Field> fields;
  for (auto _ : state) {
    tell_all([&](const Story& story) {
      hpack::Decoder decoder;
      for (const Block& block : story) {
        arena.clear();
        fields.clear();
        decoder.decode(block.wire, {}, arena, fields);
        benchmark::DoNotOptimize(fields.data());
      }
    });
  }
  report_per_field(state);
}
BENCHMARK(decode_weft);

void encode_weft(benchmark::State& state) {
  Buffer out;
  for (auto _ : state) {
    tell_all([&](const Story& story) {
      hpack::Encoder encoder;
      for (const Block& block : story) {
        out.clear();
        encoder.encode(block.fields, out);
        benchmark::DoNotOptimize(out.readable().data());
      }
    });
  }
  report_per_field(state);
}
BENCHMARK(encode_weft);

// A steady connection: the same block again and again, all of it in the tables.
const std::vector<Field>& steady_fields() {
  static const std::vector<Field> fields = {{":status", "200", 8},
                                            {"server", "weft", 54},
                                            {"date", "Mon, 21 Oct 2013 20:13:21 GMT", 33},
                                            {"content-type", "text/html; charset=utf-8", 31},
                                            {"content-length", "1024", 28},
                                            {"cache-control", "public, max-age=3600", 24},
                                            {"etag", "\"33a64df551425fcc55e4d42a148795d9f25f89d4\"", 34},
                                            {"vary", "accept-encoding", 59}};
  return fields;
}

void report_per_steady_field(benchmark::State& state) {
  state.counters["per_field"] =
      benchmark::Counter(static_cast<double>(steady_fields().size()),
                         benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void decode_steady_weft(benchmark::State& state) {
  hpack::Encoder encoder;
  hpack::Decoder decoder;
  Arena arena;
  std::vector<Field> fields;
  Buffer out;
  for (int i = 0; i < 3; ++i) {
    out.clear();
    encoder.encode(steady_fields(), out);
    decoder.decode(out.readable(), {}, arena, fields);
  }
  for (auto _ : state) {
    arena.clear();
    fields.clear();
    decoder.decode(out.readable(), {}, arena, fields);
    benchmark::DoNotOptimize(fields.data());
  }
  report_per_steady_field(state);
}
BENCHMARK(decode_steady_weft);

void encode_steady_weft(benchmark::State& state) {
  hpack::Encoder encoder;
  Buffer out;
  for (auto _ : state) {
    out.clear();
    encoder.encode(steady_fields(), out);
    benchmark::DoNotOptimize(out.readable().data());
  }
  report_per_steady_field(state);
}
BENCHMARK(encode_steady_weft);

#ifdef WEFT_WITH_NGHTTP2
void nghttp2_decode(nghttp2_hd_inflater* inflater, const std::uint8_t* p, std::size_t left) {
  for (;;) {
    nghttp2_nv field{};
    int flags = 0;
    const auto used = nghttp2_hd_inflate_hd2(inflater, &field, &flags, p, left, 1);
    if (used < 0) std::abort();
    p += used;
    left -= static_cast<std::size_t>(used);
    benchmark::DoNotOptimize(field.value);
    if ((flags & NGHTTP2_HD_INFLATE_FINAL) != 0) break;
  }
  nghttp2_hd_inflate_end_headers(inflater);
}

void decode_nghttp2(benchmark::State& state) {
  for (auto _ : state) {
    tell_all([](const Story& story) {
      nghttp2_hd_inflater* inflater = nullptr;
      nghttp2_hd_inflate_new(&inflater);
      for (const Block& block : story) nghttp2_decode(inflater, block.wire.data(), block.wire.size());
      nghttp2_hd_inflate_del(inflater);
    });
  }
  report_per_field(state);
}
BENCHMARK(decode_nghttp2);

void encode_nghttp2(benchmark::State& state) {
  std::vector<std::uint8_t> out(1 << 16);
  for (auto _ : state) {
    tell_all([&](const Story& story) {
      nghttp2_hd_deflater* deflater = nullptr;
      nghttp2_hd_deflate_new(&deflater, 4096);
      for (const Block& block : story)
        benchmark::DoNotOptimize(
            nghttp2_hd_deflate_hd(deflater, out.data(), out.size(), block.list.data(), block.list.size()));
      nghttp2_hd_deflate_del(deflater);
    });
  }
  report_per_field(state);
}
BENCHMARK(encode_nghttp2);

void decode_steady_nghttp2(benchmark::State& state) {
  nghttp2_hd_deflater* deflater = nullptr;
  nghttp2_hd_inflater* inflater = nullptr;
  nghttp2_hd_deflate_new(&deflater, 4096);
  nghttp2_hd_inflate_new(&inflater);
  const auto list = nghttp2_list(steady_fields());
  std::vector<std::uint8_t> out(1 << 16);
  std::size_t size = 0;
  for (int i = 0; i < 3; ++i) {
    size = static_cast<std::size_t>(nghttp2_hd_deflate_hd(deflater, out.data(), out.size(), list.data(), list.size()));
    nghttp2_decode(inflater, out.data(), size);
  }
  for (auto _ : state) nghttp2_decode(inflater, out.data(), size);
  report_per_steady_field(state);
  nghttp2_hd_inflate_del(inflater);
  nghttp2_hd_deflate_del(deflater);
}
BENCHMARK(decode_steady_nghttp2);

void encode_steady_nghttp2(benchmark::State& state) {
  nghttp2_hd_deflater* deflater = nullptr;
  nghttp2_hd_deflate_new(&deflater, 4096);
  const auto list = nghttp2_list(steady_fields());
  std::vector<std::uint8_t> out(1 << 16);
  for (auto _ : state)
    benchmark::DoNotOptimize(nghttp2_hd_deflate_hd(deflater, out.data(), out.size(), list.data(), list.size()));
  report_per_steady_field(state);
  nghttp2_hd_deflate_del(deflater);
}
BENCHMARK(encode_steady_nghttp2);
#endif

}  // namespace

BENCHMARK_MAIN();
