/** An object store with S3's interface: who enters, and whether its buckets can be used. */
package io.headgate.platform.s3;
