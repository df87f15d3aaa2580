// Header compression alone, ours beside libnghttp2's.
//
//   hpack_bench [rounds [case]]                        // the corpora from WEFT_CORPORA, or ../shared/corpora
//   valgrind --tool=callgrind --collect-atstart=no '--toggle-collect=*_weft(*' hpack_bench 1 decode
//
// First the ratio over the corpora: octets on the wire over those of all names and values. Then nanoseconds per field:
//   decode, encode     the corpora; every story has a fresh context. Both decoders read what nghttp2 wrote, and each
//                      encoder writes its own. Ours is given the tokens of names, as a server has them.
//   indexed request    16 fields of a browser, all of them in the tables
//   browser request    the same with a path that rotates among 200, and is a literal therefore
//   known response     7 fields, all of them in the tables
//   rotating response  the same with a length and a tag that rotate among 200
// Everything is told a hundred times in a row: so the codec is measured, and not the way of the text from memory. Both
// sides take turns; the ratio is the median of the ratios of the rounds, so that a drift of the machine meets both.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <memory>
#include <memory_resource>
#include <span>
#include <string>
#include <vector>

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
  Octets wire{};
  std::span<const Field> fields{};
#ifdef WEFT_WITH_NGHTTP2
  std::span<const nghttp2_nv> list{};
#endif
};
// The blocks of one connection.
using Story = std::vector<Block>;

int rounds = 30;
// The title of the one case that is wanted; otherwise all are.
std::string_view only;

// Keeps a result from being optimised away.
volatile std::size_t sink;

#ifdef WEFT_WITH_NGHTTP2
std::uint8_t* octets_of(std::string_view text) {
  return const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(text.data()));
}

// Its interface does not say that it only reads.
nghttp2_nv* writable(std::span<const nghttp2_nv> list) {
  return const_cast<nghttp2_nv*>(list.data());
}
#endif

// Keeps the items one behind the other, so that memory hands them out as fast as it can; for ever.
template <class T>
std::span<const T> keep(std::span<const T> items) {
  static std::pmr::monotonic_buffer_resource memory;
  T* const kept = std::pmr::polymorphic_allocator<T>(&memory).allocate(items.size());
  std::uninitialized_copy(items.begin(), items.end(), kept);
  return {kept, items.size()};
}

using Text = std::pair<std::string, std::string>;

Block make_block(const std::vector<Text>& text, const std::vector<std::uint8_t>& wire) {
  const auto view = [](const std::string& octets) {
    const auto kept = keep(std::span<const char>(octets));
    return std::string_view(kept.data(), kept.size());
  };
  std::vector<Field> fields;
  // The token is known where fields are made, as in a server.
  for (const auto& [name, value] : text)
    fields.push_back({view(name), view(value), hpack::static_table::token_of(name)});
  Block block{.wire = keep(std::span(wire.data(), wire.size())), .fields = keep(std::span<const Field>(fields))};
#ifdef WEFT_WITH_NGHTTP2
  std::vector<nghttp2_nv> list;
  for (const Field& field : fields)
    list.push_back({octets_of(field.name), octets_of(field.value), field.name.size(), field.value.size(), 0});
  block.list = keep(std::span<const nghttp2_nv>(list));
#endif
  return block;
}

Block read_block(const nlohmann::json& json) {
  const auto hex = json["wire"].get<std::string>();
  std::vector<std::uint8_t> wire;
  for (std::size_t i = 0; i < hex.size(); i += 2)
    wire.push_back(static_cast<std::uint8_t>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  std::vector<Text> text;
  for (const auto& field : json["headers"]) {
    for (const auto& [name, value] : field.items()) text.emplace_back(name, value.get<std::string>());
  }
  return make_block(text, wire);
}

std::filesystem::path corpora() {
  if (const char* given = std::getenv("WEFT_CORPORA")) return given;
  return std::filesystem::path(WEFT_SOURCE_DIR) / ".." / "shared" / "corpora";
}

std::vector<Story> read_stories() {
  const auto folder = corpora() / "hpack" / "nghttp2";
  if (!std::filesystem::is_directory(folder)) {
    std::fprintf(stderr,
                 "hpack_bench: there is no folder %s.\n"
                 "WEFT_CORPORA names the folder that has the stories of http2jp/hpack-test-case in hpack/nghttp2.\n",
                 folder.c_str());
    std::exit(1);
  }
  std::vector<Story> stories;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path());
    const auto json = nlohmann::json::parse(file);
    Story& story = stories.emplace_back();
    for (const auto& example : json["cases"]) story.push_back(read_block(example));
  }
  return stories;
}

std::vector<Text> request(std::size_t number) {
  return {Text{":method", "GET"},
          {":scheme", "https"},
          {":authority", "www.example.org"},
          {":path", "/assets/scripts/" + std::to_string(number * 7919 % 1000) + ".js"},
          {"sec-ch-ua", R"("Chromium";v="126", "Not.A/Brand";v="24")"},
          {"sec-ch-ua-mobile", "?0"},
          {"sec-ch-ua-platform", R"("Linux")"},
          {"user-agent",
           "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 "
           "Safari/537.36"},
          {"accept", "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"},
          {"sec-fetch-site", "same-origin"},
          {"sec-fetch-mode", "no-cors"},
          {"sec-fetch-dest", "image"},
          {"referer", "https://www.example.org/articles/"},
          {"accept-encoding", "gzip, deflate, br, zstd"},
          {"accept-language", "en-US,en;q=0.9,de;q=0.8"},
          {"cookie", "session=4f1d2a9c7be04e55a3c0; theme=dark; consent=all"}};
}

std::vector<Text> response(std::size_t number) {
  return {Text{":status", "200"},
          {"date", "Sun, 06 Nov 1994 08:49:37 GMT"},
          {"server", "weft"},
          {"content-type", "text/javascript; charset=utf-8"},
          {"content-length", std::to_string(1000 + number * 7919 % 1000)},
          {"etag", "\"5f3c-18c2a7e9" + std::to_string(number * 7919 % 1000) + "\""},
          {"cache-control", "public, max-age=3600"}};
}

constexpr std::size_t steady_blocks = 200;

// The requests that a client writes on a connection that has been up for a while. A path that is the same all the time
// is indexed by browsers, but not by nghttp2.
Story steady_requests(std::size_t paths) {
  Story story;
#ifdef WEFT_WITH_NGHTTP2
  nghttp2_hd_deflater* deflater = nullptr;
  nghttp2_hd_deflate_new(&deflater, 4096);
#endif
  hpack::Encoder encoder;
  for (std::size_t i = 0; i < 2 * steady_blocks; ++i) {
    Block& block = story.emplace_back(make_block(request(i % paths), {}));
    Buffer out;
    encoder.encode(block.fields, out);
    block.wire = keep(out.readable());
#ifdef WEFT_WITH_NGHTTP2
    if (paths == 1) continue;
    std::vector<std::uint8_t> wire(4096);
    const auto size =
        nghttp2_hd_deflate_hd(deflater, wire.data(), wire.size(), writable(block.list), block.list.size());
    block.wire = keep(std::span<const std::uint8_t>(wire).first(static_cast<std::size_t>(size)));
#endif
  }
#ifdef WEFT_WITH_NGHTTP2
  nghttp2_hd_deflate_del(deflater);
#endif
  return story;
}

Story steady_responses(std::size_t files) {
  Story story;
  for (std::size_t i = 0; i < steady_blocks; ++i) story.push_back(make_block(response(i % files), {}));
  return story;
}

class OurDecoder {
 public:
  void tell(const Block& block) {
    arena_.clear();
    fields_.clear();
    decoder_.decode(block.wire, {}, arena_, fields_);
    sink = fields_.size();
  }

 private:
  hpack::Decoder decoder_;
  Arena arena_;
  std::vector<Field> fields_;
};

class OurEncoder {
 public:
  void tell(const Block& block) {
    out_.clear();
    encoder_.encode(block.fields, out_);
    sink = out_.size();
  }

 private:
  hpack::Encoder encoder_;
  Buffer out_;
};

[[gnu::noinline]] void decode_weft(const Story& story) {
  OurDecoder decoder;
  for (const Block& block : story) decoder.tell(block);
}

[[gnu::noinline]] void encode_weft(const Story& story) {
  OurEncoder encoder;
  for (const Block& block : story) encoder.tell(block);
}

// The second half of a story, on a connection that has heard the first.
[[gnu::noinline]] void decode_steady_weft(OurDecoder& decoder, const Story& story) {
  for (std::size_t i = steady_blocks; i < story.size(); ++i) decoder.tell(story[i]);
}

[[gnu::noinline]] void encode_steady_weft(OurEncoder& encoder, const Story& story) {
  for (const Block& block : story) encoder.tell(block);
}

#ifdef WEFT_WITH_NGHTTP2
class TheirDecoder {
 public:
  TheirDecoder() { nghttp2_hd_inflate_new(&inflater_); }
  ~TheirDecoder() { nghttp2_hd_inflate_del(inflater_); }
  TheirDecoder(const TheirDecoder&) = delete;
  TheirDecoder& operator=(const TheirDecoder&) = delete;

  void tell(const Block& block) {
    const std::uint8_t* p = block.wire.data();
    std::size_t left = block.wire.size();
    for (;;) {
      nghttp2_nv field{};
      int flags = 0;
      const auto used = nghttp2_hd_inflate_hd2(inflater_, &field, &flags, p, left, 1);
      if (used < 0) std::abort();
      p += used;
      left -= static_cast<std::size_t>(used);
      sink = field.valuelen;
      if ((flags & NGHTTP2_HD_INFLATE_FINAL) != 0) break;
    }
    nghttp2_hd_inflate_end_headers(inflater_);
  }

 private:
  nghttp2_hd_inflater* inflater_ = nullptr;
};

class TheirEncoder {
 public:
  TheirEncoder() : out_(1 << 16) { nghttp2_hd_deflate_new(&deflater_, 4096); }
  ~TheirEncoder() { nghttp2_hd_deflate_del(deflater_); }
  TheirEncoder(const TheirEncoder&) = delete;
  TheirEncoder& operator=(const TheirEncoder&) = delete;

  void tell(const Block& block) {
    sink = static_cast<std::size_t>(
        nghttp2_hd_deflate_hd(deflater_, out_.data(), out_.size(), writable(block.list), block.list.size()));
  }

 private:
  nghttp2_hd_deflater* deflater_ = nullptr;
  std::vector<std::uint8_t> out_;
};

[[gnu::noinline]] void decode_nghttp2(const Story& story) {
  TheirDecoder decoder;
  for (const Block& block : story) decoder.tell(block);
}

[[gnu::noinline]] void encode_nghttp2(const Story& story) {
  TheirEncoder encoder;
  for (const Block& block : story) encoder.tell(block);
}

[[gnu::noinline]] void decode_steady_nghttp2(TheirDecoder& decoder, const Story& story) {
  for (std::size_t i = steady_blocks; i < story.size(); ++i) decoder.tell(story[i]);
}

[[gnu::noinline]] void encode_steady_nghttp2(TheirEncoder& encoder, const Story& story) {
  for (const Block& block : story) encoder.tell(block);
}
#endif

// Seconds of the processor, because other programs may want it at the same time.
template <class Work>
double seconds(Work work) {
  const std::clock_t start = std::clock();
  work();
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// Both do the same work of so many fields.
template <class Ours, class Theirs>
void compare(const char* title, std::size_t fields, Ours ours, Theirs theirs) {
  if (!only.empty() && only != title) return;
  std::vector<double> our_times, their_times, ratios;
  for (int i = 0; i < rounds; ++i) {
    our_times.push_back(seconds(ours));
    their_times.push_back(seconds(theirs));
    ratios.push_back(their_times.back() / our_times.back());
  }
  const auto per_field = [fields](double time) { return time * 1e9 / static_cast<double>(fields); };
  std::printf("%-18s %6.1f ns a field", title, per_field(median(our_times)));
#ifdef WEFT_WITH_NGHTTP2
  std::printf(", nghttp2 %6.1f, ratio %5.2f", per_field(median(their_times)), median(ratios));
#endif
  std::printf("\n");
}

std::size_t count_fields(const Story& story) {
  std::size_t count = 0;
  for (const Block& block : story) count += block.fields.size();
  return count;
}

void print_ratio(const std::vector<Story>& stories) {
  std::uint64_t in = 0;
  std::uint64_t out = 0;
  for (const Story& story : stories) {
    hpack::Encoder encoder;
    Buffer buffer;
    for (const Block& block : story) encoder.encode(block.fields, buffer);
    in += encoder.octets_in();
    out += encoder.octets_out();
  }
  std::printf("ratio %.4f\n", static_cast<double>(out) / static_cast<double>(in));
}

constexpr std::size_t times = 10;

template <class Tell>
auto of_all(const std::vector<Story>& stories, Tell tell) {
  return [&stories, tell] {
    for (const Story& story : stories) {
      for (std::size_t i = 0; i < times; ++i) tell(story);
    }
  };
}

void compare_on_corpora() {
  const std::vector<Story> stories = read_stories();
  std::size_t fields = 0;
  for (const Story& story : stories) fields += count_fields(story);
  fields *= times;
  print_ratio(stories);
#ifdef WEFT_WITH_NGHTTP2
  compare("decode", fields, of_all(stories, decode_weft), of_all(stories, decode_nghttp2));
  compare("encode", fields, of_all(stories, encode_weft), of_all(stories, encode_nghttp2));
#else
  compare("decode", fields, of_all(stories, decode_weft), [] {});
  compare("encode", fields, of_all(stories, encode_weft), [] {});
#endif
}

void compare_steady_decoding(const char* title, std::size_t paths) {
  const Story story = steady_requests(paths);
  OurDecoder ours;
  for (std::size_t i = 0; i < steady_blocks; ++i) ours.tell(story[i]);
  const auto tell_ours = [&] {
    for (std::size_t i = 0; i < times; ++i) decode_steady_weft(ours, story);
  };
  const std::size_t fields = times * count_fields(story) / 2;
#ifdef WEFT_WITH_NGHTTP2
  TheirDecoder theirs;
  for (std::size_t i = 0; i < steady_blocks; ++i) theirs.tell(story[i]);
  compare(title, fields, tell_ours, [&] {
    for (std::size_t i = 0; i < times; ++i) decode_steady_nghttp2(theirs, story);
  });
#else
  compare(title, fields, tell_ours, [] {});
#endif
}

void compare_steady_encoding(const char* title, std::size_t files) {
  const Story story = steady_responses(files);
  OurEncoder ours;
  for (const Block& block : story) ours.tell(block);
  const auto tell_ours = [&] {
    for (std::size_t i = 0; i < times; ++i) encode_steady_weft(ours, story);
  };
  const std::size_t fields = times * count_fields(story);
#ifdef WEFT_WITH_NGHTTP2
  TheirEncoder theirs;
  for (const Block& block : story) theirs.tell(block);
  compare(title, fields, tell_ours, [&] {
    for (std::size_t i = 0; i < times; ++i) encode_steady_nghttp2(theirs, story);
  });
#else
  compare(title, fields, tell_ours, [] {});
#endif
}

}  // namespace

int main(int count, char** arguments) {
  if (count > 1) rounds = std::max(1, std::atoi(arguments[1]));
  if (count > 2) only = arguments[2];
  compare_on_corpora();
  compare_steady_decoding("indexed request", 1);
  compare_steady_decoding("browser request", steady_blocks);
  compare_steady_encoding("known response", 1);
  compare_steady_encoding("rotating response", steady_blocks);
  return 0;
}
