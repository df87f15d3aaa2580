#include <cli/check/floods/cost.hpp>

#include <unistd.h>

#include <charconv>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>

namespace weft::cli::check {

namespace {

struct Process {
  pid_t parent = 0;
  Cost cost;
};

// proc(5): behind the name, which is in parentheses, "state ppid …"; utime and stime are the 14th and 15th word of all,
// rss in pages is the 24th.
Process read(const std::filesystem::path& folder) {
  std::ifstream file(folder / "stat");
  std::string line;
  std::getline(file, line);
  const auto name_end = line.rfind(')');
  if (name_end == std::string::npos) return {};
  std::istringstream words(line.substr(name_end + 1));
  Process process;
  std::string word;
  words >> word >> process.parent;
  for (int number = 5; number < 14; ++number) words >> word;
  std::int64_t user = 0;
  std::int64_t system = 0;
  words >> user >> system;
  for (int number = 16; number < 24; ++number) words >> word;
  std::int64_t pages = 0;
  words >> pages;
  process.cost.cpu = std::chrono::milliseconds((user + system) * 1'000 / ::sysconf(_SC_CLK_TCK));
  process.cost.memory = pages * ::sysconf(_SC_PAGESIZE);
  return process;
}

// proc(5): "VmHWM: Peak resident set size", in kibibytes.
std::int64_t peak_of(const std::filesystem::path& folder) {
  std::ifstream file(folder / "status");
  for (std::string word; file >> word;) {
    std::int64_t kibibytes = 0;
    if (word == "VmHWM:" && file >> kibibytes) return kibibytes * 1'024;
  }
  return 0;
}

std::map<pid_t, Process> all_processes() {
  std::map<pid_t, Process> all;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    const std::string name = entry.path().filename();
    pid_t pid = 0;
    const auto [end, fault] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (fault == std::errc() && end == name.data() + name.size()) all.emplace(pid, read(entry.path()));
  }
  return all;
}

// The process and all that it has started.
std::set<pid_t> family_of(pid_t pid, const std::map<pid_t, Process>& all) {
  std::set<pid_t> meant{pid};
  for (bool is_more = true; is_more;) {
    is_more = false;
    for (const auto& [child, process] : all)
      is_more = (meant.contains(process.parent) && meant.insert(child).second) || is_more;
  }
  return meant;
}

std::filesystem::path folder_of(pid_t pid) {
  return std::filesystem::path("/proc") / std::to_string(pid);
}

}  // namespace

Cost cost_of(pid_t pid) {
  const std::map<pid_t, Process> all = all_processes();
  Cost sum;
  for (const pid_t one : family_of(pid, all)) {
    const auto found = all.find(one);
    if (found == all.end()) continue;
    sum.cpu += found->second.cost.cpu;
    sum.memory += found->second.cost.memory;
    sum.peak += peak_of(folder_of(one));
  }
  return sum;
}

// proc(5) of clear_refs: "5 (since Linux 4.0): Reset the peak resident set size ("high water mark")".
bool forget_peak(pid_t pid) {
  bool forgets = true;
  for (const pid_t one : family_of(pid, all_processes())) {
    std::ofstream file(folder_of(one) / "clear_refs");
    file << "5" << std::flush;
    forgets = file.good() && forgets;
  }
  return forgets;
}

}  // namespace weft::cli::check
