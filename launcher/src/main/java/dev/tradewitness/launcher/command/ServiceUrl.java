package dev.tradewitness.launcher.command;

import dev.tradewitness.launcher.stack.StackPorts;
import dev.tradewitness.launcher.stack.StackSettings;
import java.io.IOException;

/// Where a command finds a service.
final class ServiceUrl {

  private ServiceUrl() {}

  /// `--url`; else `--port-base`; else where the stack in the data folder has it; else its default
  /// port.
  static String of(Arguments arguments, String service) throws IOException, UsageException {
    String given = arguments.option("--url").orElse(null);
    if (given != null) {
      return given;
    }
    int savedBase =
        StackSettings.saved(Arguments.home(), arguments.data())
            .map(StackSettings::portBase)
            .orElse(0);
    int base = arguments.number("--port-base", savedBase);
    return "http://127.0.0.1:" + (StackPorts.defaultPort(service) + base);
  }
}
