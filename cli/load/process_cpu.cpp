#include <cli/load/process_cpu.hpp>

#include <filesystem>
#include <fstream>
#include <string>

#include <fmt/format.h>

namespace weft::cli::load {

namespace {

namespace fs = std::filesystem;

// A process or a thread may end while it is looked at.
Duration cpu_of_tasks(const fs::path& tasks) {
  Duration sum{};
  std::error_code gone;
  for (const fs::directory_entry& task : fs::directory_iterator(tasks, gone)) {
    Duration::rep nanoseconds = 0;
    if (std::ifstream(task.path() / "schedstat") >> nanoseconds) sum += Duration(nanoseconds);
    std::ifstream children(task.path() / "children");
    for (pid_t child = 0; children >> child;) sum += cpu_of_process(child).value_or(Duration());
  }
  return sum;
}

}  // namespace

std::optional<Duration> cpu_of_process(pid_t pid) {
  const fs::path tasks = fmt::format("/proc/{}/task", pid);
  std::error_code gone;
  if (!fs::exists(tasks, gone)) return std::nullopt;
  return cpu_of_tasks(tasks);
}

}  // namespace weft::cli::load
