package io.zmqf.benchmarks;

import java.util.List;
import java.util.Locale;

import io.zmqf.benchmarks.Results.Spread;
import io.zmqf.benchmarks.Settings.Cell;

/** Requests in a second as bars, one panel for each number in flight. */
final class Chart {

	private static final int LABELS = 300;

	private static final int PANEL = 250;

	private static final int ROW = 22;

	private static final int HEAD = 50;

	private Chart() {
	}

	static String of(Results results) {
		List<Peer> peers = results.peers();
		List<Cell> cells = results.settings().cells().stream().filter(Cell::isMain).toList();
		int width = LABELS + cells.size() * PANEL + 20;
		int height = HEAD + peers.size() * ROW + 30;
		StringBuilder svg = new StringBuilder();
		svg.append(String.format(Locale.ROOT,
				"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
						+ " font-size=\"12\">%n<title>Requests in a second</title>%n"
						+ "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>%n"
						+ "<text x=\"10\" y=\"20\" font-size=\"15\">Requests in a second, 64 B of JSON both ways: median"
						+ " and range of the rounds</text>%n",
				width, height, width, height));
		for (int row = 0; row < peers.size(); row++) {
			svg.append(String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n", LABELS - 8,
					HEAD + row * ROW + 15, peers.get(row).title().replace("`", "").replace("→", "&#8594;")));
		}
		for (int panel = 0; panel < cells.size(); panel++) {
			panel(svg, results, peers, cells.get(panel), LABELS + panel * PANEL);
		}
		return svg.append("</svg>\n").toString();
	}

	private static void panel(StringBuilder svg, Results results, List<Peer> peers, Cell cell, int x) {
		svg.append(String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\">%d in flight</text>%n", x, HEAD - 8,
				cell.inFlight()));
		double most = 1;
		for (Peer peer : peers) {
			Spread spread = results.spread(peer, cell, Measurement::perSecond);
			most = (spread != null) ? Math.max(most, spread.max()) : most;
		}
		double scale = (PANEL - 75) / most;
		for (int row = 0; row < peers.size(); row++) {
			Spread spread = results.spread(peers.get(row), cell, Measurement::perSecond);
			if (spread != null) {
				String colour = peers.get(row).isOurs() ? "#2b6cb0" : "#a0aec0";
				int y = HEAD + row * ROW;
				svg.append(String.format(Locale.ROOT,
						"<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"14\" fill=\"%s\"/>%n"
								+ "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#1a202c\"/>%n"
								+ "<text x=\"%.1f\" y=\"%d\">%,.0f</text>%n",
						x, y + 4, spread.median() * scale, colour, x + spread.min() * scale, x + spread.max() * scale,
						y + 11, y + 11, x + spread.max() * scale + 5, y + 15, spread.median()));
			}
		}
	}

}
