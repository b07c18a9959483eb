import { canonicalQuantity } from "../../../sandbox/plugins/kubernetes/objects/quantity";

test.each([
  ["1000m", "1"],
  ["1500m", "1500m"],
  ["0.5", "500m"],
  ["1", "1"],
  ["1000", "1k"],
  ["1024Mi", "1Gi"],
  ["1536Mi", "1536Mi"],
  ["1Gi", "1Gi"],
  ["0.5Gi", "512Mi"],
  ["2e3", "2k"],
  ["0", "0"],
  ["0Mi", "0"],
  ["-1000m", "-1"],
])("%s is written back as %s", (given, canonical) => {
  expect(canonicalQuantity(given)).toBe(canonical);
});

test.each(["", "Gi", "one", "1 Gi", "$(LIMIT)"])('"%s" is no quantity and stays', (text) => {
  expect(canonicalQuantity(text)).toBe(text);
});
