package dev.tradewitness.verifier.evidence;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.evidence.format.BundleMembers;
import java.util.ArrayList;
import java.util.List;

/// `manifest.json`: what the bundle claims to be and to hold.
///
/// @param origin name of the log server; a stream's log is `origin/policy_id`
public record Manifest(String format, String origin, List<Stream> streams, List<Member> members) {

  /// A range of one stream's events.
  public record Stream(String policyId, long first, long last) {}

  /// One member as listed.
  public record Member(String path, Hash sha256, long size) {}

  public Manifest {
    streams = List.copyOf(streams);
    members = List.copyOf(members);
  }

  static Manifest read(Fields fields, int membersMax) throws MalformedException {
    fields.only(BundleMembers.MANIFEST);
    var streams = new ArrayList<Stream>();
    for (Fields stream : fields.objects("streams", membersMax)) {
      stream.only(BundleMembers.STREAM);
      streams.add(
          new Stream(
              stream.policyId("policy_id"),
              stream.count("first_sequence"),
              stream.count("last_sequence")));
    }
    var members = new ArrayList<Member>();
    for (Fields member : fields.objects("members", membersMax)) {
      member.only(BundleMembers.MEMBER);
      members.add(new Member(member.text("path"), member.hash("sha256"), member.count("size")));
    }
    return new Manifest(fields.text("format"), fields.origin("origin"), streams, members);
  }

  /// The origin of a stream's log.
  public String logOrigin(String policyId) {
    return origin + "/" + policyId;
  }
}
