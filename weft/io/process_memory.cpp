#include <weft/io/process_memory.hpp>

#include <fcntl.h>
#include <unistd.h>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include <algorithm>
#include <charconv>
#include <fstream>
#include <string>
#include <string_view>

namespace weft::io {
namespace {

// The number that `text` begins with; `rest` is what follows it and a space.
std::uint64_t take_number(std::string_view& text) {
  std::uint64_t number = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number).ptr;
  text.remove_prefix(std::min<std::size_t>(static_cast<std::size_t>(end - text.data()) + 1, text.size()));
  return number;
}

std::uint64_t in_pages(int what) {
  const long pages = ::sysconf(what);
  const long size = ::sysconf(_SC_PAGESIZE);
  return pages <= 0 || size <= 0 ? 0 : static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(size);
}

// The least limit of the control groups, version 2, that the process is in; 0 where none limits it.
std::uint64_t limit_of_groups() {
  constexpr std::string_view unified = "0::";
  std::ifstream groups("/proc/self/cgroup");
  std::string line;
  while (std::getline(groups, line) && !line.starts_with(unified)) {
  }
  if (!line.starts_with(unified)) return 0;
  std::uint64_t least = 0;
  for (std::string path = line.substr(unified.size());; path.resize(path.rfind('/'))) {
    // "max" is no number.
    std::uint64_t limit = 0;
    std::ifstream("/sys/fs/cgroup" + path + "/memory.max") >> limit;
    if (limit != 0 && (least == 0 || limit < least)) least = limit;
    if (path.find('/') == path.npos) return least;
  }
}

}  // namespace

ProcessMemory::ProcessMemory() : file_(::open("/proc/self/statm", O_RDONLY | O_CLOEXEC)) {}

// "size resident shared …", in pages.
std::uint64_t ProcessMemory::in_use() const {
  char text[128];
  const auto got = ::pread(file_.number(), text, sizeof text, 0);
  if (got <= 0) return 0;
  std::string_view rest(text, static_cast<std::size_t>(got));
  take_number(rest);
  const std::uint64_t resident = take_number(rest);
  const std::uint64_t shared = take_number(rest);
  return (resident - std::min(resident, shared)) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::uint64_t most_memory() {
  const std::uint64_t machine = in_pages(_SC_PHYS_PAGES);
  const std::uint64_t groups = limit_of_groups();
  return groups == 0 ? machine : std::min(machine, groups);
}

void give_memory_back() {
#if defined(__GLIBC__)
  ::malloc_trim(0);
#endif
}

}  // namespace weft::io
