"use strict";
// Draws the charts of a page with ECharts in the colours of the page; without this file the table below has the values.
{
  const LOOKS = { main: ["--accent", 2.5, "solid"], quiet: ["--line-2", 1.5, "solid"], dashed: ["--blue", 1.5, "dashed"] };
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const drawn = [];

  const colours = () => {
    const all = getComputedStyle(document.documentElement);
    return (name) => all.getPropertyValue(name).trim();
  };

  const shown = (value, decimals) => (value === null || value === undefined || Number.isNaN(value)
    ? "—" : value.toLocaleString(document.documentElement.lang, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }));

  const series = (chart, of) => chart.lines.map((line, place) => {
    const [colour, width, type] = LOOKS[line.look];
    const one = {
      name: line.name, type: chart.kind, data: line.values, connectNulls: false, symbol: "circle", symbolSize: 4,
      showSymbol: chart.labels.length <= 24 && line.look === "main", barMaxWidth: 32,
      lineStyle: { color: of(colour), width, type }, itemStyle: { color: of(colour) },
    };
    if (place === 0 && chart.marks.length) {
      one.markPoint = {
        symbol: "circle", symbolSize: 9, itemStyle: { color: of("--ground"), borderColor: of(colour), borderWidth: 2 },
        data: chart.marks.map((mark) => ({
          coord: [mark.at, line.values[mark.at]],
          label: { show: true, formatter: mark.label, position: mark.up ? "top" : "bottom", color: of("--ink"), distance: 8 },
        })),
      };
    }
    if (place === 0 && chart.thresholds.length) {
      one.markLine = {
        symbol: "none", silent: true,
        data: chart.thresholds.map((level) => ({
          yAxis: level.value, lineStyle: { color: of(`--${level.light}`), type: "dashed", width: 1.5 },
          label: { formatter: `${level.label} ${level.value}`, position: "insideEndTop", color: of(`--${level.light}`) },
        })),
      };
    }
    return one;
  });

  // The ends of the value axis: round numbers, with every threshold between them; bars begin at nought.
  const round = (chart, range, to) => {
    const levels = [...chart.thresholds.map((level) => level.value), ...(chart.kind === "bar" ? [0] : [])];
    const [low, high] = [Math.min(range.min, ...levels), Math.max(range.max, ...levels)];
    const step = 10 ** Math.floor(Math.log10(high - low || 1));
    return to((to === Math.floor ? low : high) / step) * step;
  };

  const option = (chart, narrow) => {
    const of = colours();
    const ink = of("--ink-2");
    const text = { fontFamily: getComputedStyle(document.body).fontFamily, color: ink, fontSize: 12 };
    return {
      animation: false, textStyle: text, series: series(chart, of),
      legend: { show: chart.lines.length > 1, top: 0, left: 0, textStyle: text, itemWidth: 18 },
      grid: { left: 8, right: narrow ? 12 : 24, top: chart.lines.length > 1 ? 44 : 24, bottom: 8, containLabel: true },
      tooltip: {
        trigger: "axis", renderMode: "richText", backgroundColor: of("--ground"), borderColor: of("--line-2"),
        textStyle: { ...text, color: of("--ink") }, valueFormatter: (value) => shown(value, chart.decimals),
      },
      xAxis: {
        type: "category", data: chart.labels, boundaryGap: chart.kind === "bar", axisLabel: { color: ink, hideOverlap: true },
        axisLine: { onZero: false, lineStyle: { color: of("--line-2") } }, axisTick: { show: false },
      },
      yAxis: {
        type: "value", axisLabel: { color: ink }, splitLine: { lineStyle: { color: of("--line") } },
        min: (range) => round(chart, range, Math.floor), max: (range) => round(chart, range, Math.ceil),
      },
    };
  };

  const save = (one, kind) => {
    const link = document.createElement("a");
    link.download = `${one.chart.file}.${kind}`;
    if (kind === "png") {
      link.href = one.made.getDataURL({ pixelRatio: 2, backgroundColor: colours()("--ground") });
    } else {
      const size = { width: one.made.getWidth(), height: one.made.getHeight() };
      const plain = window.echarts.init(null, null, { renderer: "svg", ssr: true, ...size });
      plain.setOption(option(one.chart, false));
      link.href = URL.createObjectURL(new Blob([plain.renderToSVGString()], { type: "image/svg+xml" }));
      plain.dispose();
    }
    link.click();
  };

  const draw = (figure) => {
    const chart = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
    const area = figure.querySelector(".chart-area");
    const made = window.echarts.init(area);
    const one = { chart, made };
    const again = () => made.setOption(option(chart, area.clientWidth < 500), true);
    again();
    drawn.push(again);
    new ResizeObserver(() => {
      made.resize();
      again();
    }).observe(area);
    const tools = figure.querySelector(".chart-tools");
    tools.hidden = false;
    tools.addEventListener("click", (event) => {
      const button = event.target.closest("[data-save]");
      if (button) save(one, button.dataset.save);
    });
    figure.dataset.drawn = "";
  };

  dark.addEventListener("change", () => drawn.forEach((again) => again()));
  for (const figure of document.querySelectorAll("[data-chart]")) draw(figure);
}
