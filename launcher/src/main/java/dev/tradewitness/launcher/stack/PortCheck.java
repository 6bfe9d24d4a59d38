package dev.tradewitness.launcher.stack;

import dev.tradewitness.launcher.part.Ports;
import java.util.LinkedHashMap;
import java.util.stream.Collectors;

/// Finds taken ports before anything is started, when it is still easy to say which and what helps.
final class PortCheck {
  private PortCheck() {}

  static void refuseTaken(StackSettings settings) throws StackException {
    var wanted = new LinkedHashMap<Integer, String>();
    for (var part : settings.parts()) {
      wanted.put(StackPorts.defaultPort(part) + settings.portBase(), part);
      StackPorts.further(part)
          .forEach((port, what) -> wanted.put(port + settings.portBase(), what));
    }
    var taken =
        wanted.entrySet().stream()
            .filter(port -> !Ports.free(port.getKey()))
            .map(port -> "%d (%s)".formatted(port.getKey(), port.getValue()))
            .collect(Collectors.joining(", "));
    if (!taken.isEmpty()) {
      throw new StackException(
          "port taken: %s; stop what listens there, or move every port with --port-base N"
              .formatted(taken));
    }
  }
}
