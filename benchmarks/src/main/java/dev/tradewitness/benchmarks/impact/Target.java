package dev.tradewitness.benchmarks.impact;

import dev.tradewitness.benchmarks.orderserver.OrderProcess.Login;
import dev.tradewitness.benchmarks.report.Header;
import dev.tradewitness.benchmarks.report.Machine;
import dev.tradewitness.benchmarks.watch.MeasuredStack;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;

/// The installation whose capture-service takes the orders.
///
/// @param port of capture-service
/// @param folder on the disk that the order server writes to
/// @param postgres where its orders can be rows; empty where nobody knows the password
/// @param stack that it is part of; empty where something else than the launcher started it
public record Target(
    int port,
    Path folder,
    Machine machine,
    Optional<Login> postgres,
    Optional<MeasuredStack> stack) {

  public static Target of(MeasuredStack stack, Optional<Path> folder) {
    return new Target(
        stack.port("capture"),
        folder.orElse(stack.data()),
        Machine.with(stack),
        Optional.of(new Login(stack.jdbcUrl(), stack.superuserPassword())),
        Optional.of(stack));
  }

  /// Whatever answers at a port of 127.0.0.1.
  public static Target at(int port, Path folder) {
    return new Target(port, folder, Machine.alone(), Optional.empty(), Optional.empty());
  }

  void print(PrintStream out) {
    stack.ifPresentOrElse(
        known -> Header.print(machine, known, out), () -> Header.print(machine, out));
    out.printf("capture     127.0.0.1:%d%n", port);
  }
}
