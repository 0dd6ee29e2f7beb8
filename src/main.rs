//! The `lifelight` binary: see `lifelight --help`.

fn main() -> std::process::ExitCode {
    lifelight::cli::main()
}
