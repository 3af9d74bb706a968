package io.zmqf.partition;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.sample.SampleApplication;

import org.springframework.boot.SpringApplication;

/** The sample with one more handler, which prints the id of each request at its begin. */
public class RecordingWorker {

	/** The prefix of the id in the output. */
	public static final String BEGUN = "begun ";

	public static void main(String[] args) {
		new SpringApplication(SampleApplication.class, RecordingWorker.class).run(args);
	}

	@ZmqHandler("partition.work")
	long work(long id) {
		System.out.println(BEGUN + id);
		return id;
	}

}
