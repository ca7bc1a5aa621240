package io.headgate.streaming;

import io.headgate.platform.job.Setting;
import io.headgate.platform.job.Settings;
import io.headgate.platform.s3.BucketCheck;
import io.headgate.platform.s3.ObjectStore;
import io.headgate.platform.s3.S3Location;
import io.headgate.platform.spark.LakeAccess;
import io.headgate.platform.spark.LakeSession;
import org.apache.spark.internal.io.cloud.AbortableStreamBasedCheckpointFileManager;
import org.apache.spark.sql.SparkSession;

/**
 * Opens sessions whose checkpoints may stand in a bucket. Spark's usual way, a draft that is
 * renamed, is no way there: a rename is a copy and a delete, and can be seen half done. There each
 * file is one upload instead, which is seen when it ends and not when it is given up.
 */
public final class StreamCheckpoints {
  private StreamCheckpoints() {}

  /**
   * A session of streaming queries.
   *
   * @throws io.headgate.platform.job.HeadgateException when the warehouse's or the checkpoints'
   *     bucket, or the catalog, cannot be used
   */
  public static SparkSession open(String appName, Settings settings) {
    String folder = settings.streamsCheckpoints().toString();
    boolean inBucket = S3Location.isMeant(folder);
    if (inBucket) {
      ObjectStore store = ObjectStore.of(settings).orElseThrow();
      new BucketCheck(store, Setting.STREAMS_CHECKPOINTS.key(), folder).require();
    }
    SparkSession session = LakeSession.open(appName, LakeAccess.of(settings));
    if (inBucket) {
      session
          .sparkContext()
          .hadoopConfiguration()
          .set(
              "spark.sql.streaming.checkpointFileManagerClass",
              AbortableStreamBasedCheckpointFileManager.class.getName());
    }
    return session;
  }

  /** The name that Hadoop has for a folder: its file system of buckets is {@code s3a}. */
  static String hadoop(String folder) {
    return folder.startsWith("s3:") ? "s3a:" + folder.substring("s3:".length()) : folder;
  }
}
