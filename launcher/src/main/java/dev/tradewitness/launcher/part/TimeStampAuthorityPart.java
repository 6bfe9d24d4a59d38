package dev.tradewitness.launcher.part;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The local time-stamp authority as a process of its own. Its key and certificates are in its
/// folder.
public final class TimeStampAuthorityPart implements Part {
  public static final String NAME = "tsa";

  private final PartPlace place;
  private final PartProcess process;
  private final int port;
  private final List<String> launcherCommand;

  /// @param launcherCommand runs this program; the part adds its own command and options
  public TimeStampAuthorityPart(PartPlace place, int port, List<String> launcherCommand) {
    this.place = place;
    this.process = new PartProcess(place);
    this.port = port;
    this.launcherCommand = List.copyOf(launcherCommand);
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public String address() {
    return "http://127.0.0.1:" + port + "/";
  }

  @Override
  public PartProcess process() {
    return process;
  }

  @Override
  public void start() throws PartFailedException {
    if (process.running().isPresent()) {
      return;
    }
    var command = new ArrayList<>(launcherCommand);
    command.addAll(List.of("tsa", "--port", Integer.toString(port)));
    command.addAll(List.of("--data", place.folder().toString()));
    process.launch(command, Map.of());
  }

  @Override
  public boolean ready() {
    return HttpProbe.succeeds(address() + "health");
  }
}
