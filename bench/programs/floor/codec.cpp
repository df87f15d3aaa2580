// The floor of header compression: for each literal of the corpora one look-up a symbol where it is Huffman-coded, one
// copy where it is not, and for each reference nothing at all. No table is kept, nothing is searched or checked.
//
//   floor_codec [rounds]              // the corpora from WEFT_CORPORA, or ../shared/corpora
//
// Prints CPU nanoseconds per field, decoding and encoding.
#include <ctime>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <weft/hpack/huffman_code.hpp>
#include <weft/hpack/integer.hpp>

namespace {

using namespace weft;

struct Literal {
  std::string text;
  std::vector<std::uint8_t> wire;
  bool huffman = false;
};
using Story = std::vector<Literal>;

struct Corpora {
  std::vector<Story> stories;
  std::size_t fields = 0;
};

// Each story in a row, so that the way of its octets from memory is not what is measured.
constexpr std::size_t times_in_a_row = 10;

// --- the corpora -----------------------------------------------------------------------------------------------------

std::vector<std::uint8_t> from_hex(const std::string& hex) {
  std::vector<std::uint8_t> octets;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    octets.push_back(static_cast<std::uint8_t>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  }
  return octets;
}

std::uint32_t read_integer(const std::uint8_t*& p, const std::uint8_t* end, unsigned prefix) {
  std::uint32_t value = 0;
  if (hpack::decode_integer(p, end, prefix, value) != hpack::IntegerError::none) std::abort();
  return value;
}

void add_literal(const std::uint8_t*& p, const std::uint8_t* end, const std::string& text, Story& story) {
  constexpr std::uint8_t huffman_bit = 0x80;
  const bool huffman = (*p & huffman_bit) != 0;
  const std::uint32_t size = read_integer(p, end, 7);
  story.push_back({.text = text, .wire = {p, p + size}, .huffman = huffman});
  p += size;
}

// RFC 7541 6: an indexed field, a change of the table's size, or a literal with or without its name.
void add_block(const nlohmann::json& example, Corpora& corpora) {
  Story& story = corpora.stories.back();
  const std::vector<std::uint8_t> wire = from_hex(example["wire"].get<std::string>());
  const std::uint8_t* p = wire.data();
  const std::uint8_t* end = p + wire.size();
  auto field = example["headers"].begin();
  while (p != end) {
    if ((*p & 0xe0) == 0x20) {
      read_integer(p, end, 5);
      continue;
    }
    const bool indexed = (*p & 0x80) != 0;
    const unsigned prefix = indexed ? 7 : (*p & 0x40) != 0 ? 6 : 4;
    const std::uint32_t index = read_integer(p, end, prefix);
    const auto item = field->begin();
    ++field;
    ++corpora.fields;
    if (indexed) continue;
    if (index == 0) add_literal(p, end, item.key(), story);
    add_literal(p, end, item.value().get<std::string>(), story);
  }
}

Corpora read_corpora() {
  const char* given = std::getenv("WEFT_CORPORA");
  const std::filesystem::path root = given != nullptr
                                         ? std::filesystem::path(given)
                                         : std::filesystem::path(WEFT_SOURCE_DIR) / ".." / "shared" / "corpora";
  Corpora corpora;
  for (const auto& entry : std::filesystem::directory_iterator(root / "hpack" / "nghttp2")) {
    std::ifstream file(entry.path());
    const auto told = nlohmann::json::parse(file);
    corpora.stories.emplace_back();
    for (const auto& example : told["cases"]) add_block(example, corpora);
  }
  return corpora;
}

// --- the work --------------------------------------------------------------------------------------------------------

std::uint8_t* copy(const void* from, std::size_t size, std::uint8_t* out) {
  if (size > 0) std::memcpy(out, from, size);
  return out + size;
}

// Each symbol becomes itself, as there is nothing to find out.
constexpr std::array<std::uint8_t, 256> symbols = [] {
  std::array<std::uint8_t, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = static_cast<std::uint8_t>(i);
  return table;
}();

std::uint8_t* decode(const Literal& literal, std::uint8_t* out) {
  if (!literal.huffman) return copy(literal.text.data(), literal.text.size(), out);
  for (const char c : literal.text) *out++ = symbols[static_cast<std::uint8_t>(c)];
  return out;
}

std::uint8_t* encode(const Literal& literal, std::uint8_t* out) {
  if (literal.huffman) {
    std::uint32_t bits = 0;
    for (const char c : literal.text) bits += hpack::huffman_lengths[static_cast<std::uint8_t>(c)];
    *out = static_cast<std::uint8_t>(bits);
  }
  return copy(literal.wire.data(), literal.wire.size(), out);
}

std::uint64_t cpu_nanoseconds() {
  timespec spent{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
  return static_cast<std::uint64_t>(spent.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(spent.tv_nsec);
}

// The median of the rounds, each of which does everything once.
template <class Work>
double nanoseconds_a_field(const Corpora& corpora, std::size_t rounds, Work work) {
  // Room for the longest of them; nobody reads what is written there.
  std::vector<std::uint8_t> out(1 << 16);
  std::uint8_t* volatile end = nullptr;
  std::vector<std::uint64_t> times;
  for (std::size_t i = 0; i < rounds; ++i) {
    const std::uint64_t begin = cpu_nanoseconds();
    for (const Story& story : corpora.stories) {
      for (std::size_t n = 0; n < times_in_a_row; ++n) {
        for (const Literal& literal : story) end = work(literal, out.data());
      }
    }
    times.push_back(cpu_nanoseconds() - begin);
  }
  static_cast<void>(end);
  std::sort(times.begin(), times.end());
  return static_cast<double>(times[rounds / 2]) / static_cast<double>(corpora.fields * times_in_a_row);
}

}  // namespace

int main(int count, char** arguments) try {
  const std::size_t rounds = count > 1 ? std::max(1UL, std::strtoul(arguments[1], nullptr, 10)) : 100;
  const Corpora corpora = read_corpora();
  std::printf("decode: %.1f ns a field\n", nanoseconds_a_field(corpora, rounds, decode));
  std::printf("encode: %.1f ns a field\n", nanoseconds_a_field(corpora, rounds, encode));
} catch (const std::exception& error) {
  std::fprintf(stderr, "floor_codec: %s\n", error.what());
  return 1;
}
