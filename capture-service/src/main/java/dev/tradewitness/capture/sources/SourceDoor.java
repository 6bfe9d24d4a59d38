package dev.tradewitness.capture.sources;

/// A door to other systems that is open for the sources which the file names. [DoorLifecycle] calls
/// it, by one thread at a time.
///
/// @param <S> what the file says of the door's sources; equal when they need not be opened anew
public interface SourceDoor<S> {

  /// What the file says of this door's sources.
  S named(SourcesFile file);

  /// Opens the door for these sources, or for none. Called while it is closed.
  ///
  /// @throws DoorBlockedException when something outside is in the way; it is tried again, and the
  ///   door is closed
  void open(S sources, SourcesFile file);

  /// Another file is in force that says the same of these sources. Called while the door is open.
  void keep(SourcesFile file);

  /// Closes the door; nothing when it is closed.
  void close();
}
