"""What a browser shows of boxes: each box as markup, and the text that must be read from it."""

from __future__ import annotations

from time import process_time

import pytest
from official_html import disclosure_2021, disputes, page
from test_grids_html import read, slots

from gongkai.documents import from_bytes
from gongkai.grids.html import extracts
from gongkai.read import read_document
from gongkai.records import Fact, Report

LOST, STRUCK = "\ufffd", "\ufffc"

NUMBERS: dict[str, list[object]] = {
    "规章": [1001, 1002, 1003],
    "行政规范性文件": [1004, 1005, 1006],
    "行政许可": [1007],
    "行政处罚": [1008],
    "行政强制": [1009],
    "行政事业性收费": ["10.5"],
}
TABLE_2 = disclosure_2021(NUMBERS)
BOX = '<td colspan="1">1002</td>'
ROW = f'<tr><td>规章</td><td colspan="1">1001</td>{BOX}<td colspan="1">1003</td></tr>'
assert ROW in TABLE_2

BOXES = {
    # Not there at all.
    '<span style="display : none !important">7</span>12': "12",
    '<span style="display:none;mso-hide:all">7</span>12': "12",
    # Word hides it, a browser does not.
    '<span style="mso-hide:all">7</span>12': f"712{LOST}",
    '<span style="mso-hide:screen">7</span>12': "712",
    '<span style="mso-hide:all"></span>12': "12",
    '<span style="visibility:collapse">7</span>12': "12",
    "<span hidden>7</span>12": "12",
    "<style>.h{display:none}</style><span class=h>7</span>12": "12",
    "<style>/* a */ td .x, p#y { visibility: hidden }</style><span class='a x'>7</span>12": "12",
    "<style>@media print{.h{display:none}}</style><span class=h>7</span>12": "712",
    "<style>@media screen{.h{display:none}}</style><span class=h>7</span>12": "12",
    # Selectors of places, attributes and parents.
    "<style>b:nth-child(2){display:none}</style><p><b>12</b><b>7</b></p>": "12",
    "<style>b:nth-child(2n+1){display:none}</style><p><b>7</b><b>12</b></p>": "12",
    "<style>b:last-child{display:none}</style><p><b>12</b><b>7</b></p>": "12",
    "<style>[data-x='1']{display:none}</style><b data-x=1>7</b>12": "12",
    "<style>b:not(.h){display:none}</style><b class=h>12</b><b>7</b>": "12",
    "<style>p>b{display:none}</style><p><i><b>12</b></i><b>7</b></p>": "12",
    "<style>:root{--d:none}.h{display:var(--d)}</style><b class=h>7</b>12": "12",
    "<style>.h{display:var(--gone,none)}</style><b class=h>7</b>12": "12",
    "<style>:root{--d:none}</style><b style='display:var(--d)'>7</b>12": "12",
    "<style>.h{color:var(--gone)}</style><b class=h>12</b>": "12",
    "<style>@media (max-width:600px){.h{display:none}}</style><b class=h>12</b>": "12",
    "<style>@media screen and (min-width:600px){.h{display:none}}</style><b class=h>7</b>12": "12",
    "<style media=print>.h{display:none}</style><b class=h>12</b>": "12",
    "<style>b:hover{display:none}</style><b>12</b>": "12",
    "<style>b:nth-child(even){background:#eef}</style><b>12</b>": "12",
    "<style>b:nth-of-type(1){background:#eef;color:#333}</style><b>12</b>": "12",
    "<style>td:empty::before{content:'0'}</style><b>12</b>": "12",
    "<style>@font-face{font-family:icon;src:url(i.woff)}.icon{font-family:icon}</style><b>12</b>": "12",
    # What is not understood may hide.
    "<style>b:nth-of-type(1){display:none}</style><b>7</b>12": "12",
    "<style>i+b{display:none}</style><i></i><b>7</b>12": "12",
    "<style>b:has(i){opacity:0}</style><b>7</b>12": "712",
    "<style>b:has(i){opacity:0}</style><b><i>7</i></b>12": f"712{LOST}",
    "<style>b::first-letter{font-size:0}</style><b>12</b>": f"12{LOST}",
    "<style>b:is(.x)::after{content:'7'}</style><b>12</b>": "12",
    "<style>b:is(.x)::after{content:'7'}</style><b class=x>12</b>": f"12{LOST}",
    "<style>@supports (x:y){.h{display:none}}</style><b class=h>7</b>12": f"712{LOST}",
    "<style>@media (orientation:landscape){.h{visibility:hidden}}</style><b class=h>7</b>12": f"712{LOST}",
    "<style>.h{display:none}.h:nth-of-type(1){display:inline}</style><b class=h>7</b>12": "712",
    "<style>.h{display:none}.h:lang(zh){display:inline}</style><b class=h>7</b>12": f"712{LOST}",
    "<style>.a{--d:none}.b{--d:inline}.h{display:var(--d)}</style><b class=h>7</b>12": f"712{LOST}",
    "<style>@font-face{font-family:'Fx';src:url(f.woff)}.h{font-family:'Fx',a}</style><b class=h>12</b>": f"12{LOST}",
    "<style>@font-face{font-family:Fx;src:url(f.woff)}</style><b style='font-family:Fx'>12</b>": f"12{LOST}",
    '<span style="-webkit-text-fill-color:#fff">7</span>12': f"712{LOST}",
    '<span style="-webkit-text-security:disc">7</span>12': f"712{LOST}",
    '<span style="filter:opacity(0)">7</span>12': f"712{LOST}",
    "<style media='screen,projection'>.h{display:none}</style><b class=h>7</b>12": "12",
    "<style media='only screen and (min-width:700px)'>.h{display:none}</style><b class=h>7</b>12": "12",
    "<style media=print>.h{display:none}</style><b class=h>7</b>12": "712",
    f"<style>{'.x{color:#123}' * 500}.h{{display:none}}</style><b class=h>7</b>12": "12",
    "<font color=ffffff>7</font>12": f"712{LOST}",
    # Classes and ids have no case on pages without doctype.
    "<style>.Hid{display:none}</style><b class=hID>7</b>12": "12",
    "<style>#Hid{display:none}</style><b id=hID>7</b>12": "12",
    # Declarations as browsers take them.
    "<style>.h{*display:none;_display:none}</style><b class=h>7</b>12": "712",
    '<b style="display:none;display:bogus">7</b>12': "12",
    '<b style="display:inline;display:bogus">7</b>12': "712",
    '<b style="display:none\\9">7</b>12': "712",
    '<b style="display:none!ie">7</b>12': "712",
    '<b style="dis/**/play:none">7</b>12': "712",
    '<b style="display:/**/none">7</b>12': "12",
    '<b style="d\\69splay:none">7</b>12': "12",
    '<b style="display:none;all:unset">7</b>12': f"712{LOST}",
    '<b style="color:red;color:bogus;background:#fff nonsense">12</b>': "12",
    '<b style="font-size:1px;font-size:12">12</b>': f"12{LOST}",
    "<style>b{content:'}';display:none}</style><b>7</b>12": "12",
    "<style>/* } */@media screen{/* { */.h{display:none}}</style><b class=h>7</b>12": "12",
    "<style>.h{display:none</style><b class=h>7</b>12": "12",
    # Colours in other notations, and those that nobody knows.
    '<b style="color:hsl(0 0% 100%)">7</b>12': f"712{LOST}",
    '<b style="color:hsl(120deg,100%,25%)">12</b>': "12",
    '<b style="color:hwb(0 100% 0%)">7</b>12': f"712{LOST}",
    '<b style="color:rgb(100%,100%,100%)">7</b>12': f"712{LOST}",
    '<b style="color:rgb(0 0 0 / 0%)">7</b>12': f"712{LOST}",
    '<b style="color:#0000">7</b>12': f"712{LOST}",
    '<b style="color:rgb(0 0 0 / 60%)">12</b>': "12",
    '<b style="color:color-mix(in srgb,white,white)">7</b>12': f"712{LOST}",
    '<b style="color:seashell">7</b>12': "712",
    '<b style="color:ghostwhite">7</b>12': f"712{LOST}",
    '<b style="background:linear-gradient(#000,#000);color:#000">7</b>12': f"712{LOST}",
    '<b style="background-color:rgba(0,0,0,.05)">12</b>': "12",
    '<b style="background:#000;background:#fff">12</b>': "12",
    # Sizes that are counted, or parts of what is round them.
    '<b style="font-size:calc(1px * 0)">7</b>12': f"712{LOST}",
    '<b style="font-size:clamp(0px,1vw,1px)">7</b>12': f"712{LOST}",
    '<b style="font-size:calc(1.3rem + .6vw)">12</b>': "12",
    '<b style="font-size:1e-2px">7</b>12': f"712{LOST}",
    '<b style="font-size:.3em"><i style="font-size:.3em">7</i></b>12': f"712{LOST}",
    '<b style="font-size:80%">12</b>': "12",
    "<style>html{font-size:1px}td{font-size:9pt}b{font-size:1rem}</style><b>7</b>12": f"712{LOST}",
    '<b style="opacity:calc(0)">7</b>12': f"712{LOST}",
    '<b style="opacity:5%">7</b>12': f"712{LOST}",
    # Boxes without room.
    '<div style="height:0;overflow:auto">7</div>12': f"7\n12{LOST}",
    '<div style="height:0;overflow-y:scroll">7</div>12': f"7\n12{LOST}",
    '<div style="block-size:calc(0px);overflow:clip">7</div>12': f"7\n12{LOST}",
    '<div style="width:calc(100% - 20px);overflow:hidden">12</div>': "12",
    '<div style="position:absolute;inset:0 0 0 -999px">7</div>12': f"7\n12{LOST}",
    '<div style="contain:strict">7</div>12': f"7\n12{LOST}",
    '<div style="content-visibility:hidden">7</div>12': f"7\n12{LOST}",
    '<div style="transform:scale(0)">7</div>12': f"7\n12{LOST}",
    "<div popover>7</div>12": "12",
    "<dialog style='display:block'>12</dialog>": "12",
    "<b hidden=until-found>7</b>12": f"712{LOST}",
    "<style>.c::after{content:'';position:absolute;inset:0;background:#fff}</style><b class=c>12</b>": f"12{LOST}",
    "<style>.c::after{content:'';position:absolute;width:3px;background:#fff}</style><b class=c>12</b>": "12",
    # Rules within rules, layers, scopes.
    "<style>.a{color:#333;.b{display:none}}</style><i class=a><b class=b>7</b></i>12": "12",
    "<style>.a{&.b{display:none}}</style><b class='a b'>7</b><b class=b>12</b>": "12",
    "<style>.a{@media screen{display:none}}</style><b class=a>7</b>12": "12",
    "<style>@layer x{#h{display:none}}.h{display:inline}</style><b id=h class=h>12</b>": "12",
    "<style>@layer x,y;@layer y{.h{display:none}}@layer x{#h{display:inline}}</style><b id=h class=h>7</b>12": "12",
    "<style>@layer x{.h{display:none!important}}</style><b class=h>7</b>12": f"712{LOST}",
    "<style>@scope (p){.h{display:none}}</style><b class=h>7</b>12": f"712{LOST}",
    "<style>@supports (display:grid){.h{display:none}}</style><b class=h>7</b>12": "12",
    "<style>@supports not (display:grid){.h{display:none}}</style><b class=h>12</b>": "12",
    "<style>@media not print{.h{display:none}}</style><b class=h>7</b>12": "12",
    "<style>@media (width>=600px){.h{display:none}}</style><b class=h>7</b>12": "12",
    # What else may be meant, and no more than that.
    "<style>:where(.popup){display:none}</style><b class=popup>7</b>12": "12",
    "<style>:is(.x,#y) b{display:none}</style><i id=y><b>7</b></i><b>12</b>": "12",
    "<style>.x:is(:lang(en)){display:none}</style><b>12</b>": "12",
    "<style>.x:is(:lang(en)){display:none}</style><b class=x>7</b>12": f"712{LOST}",
    "<style>:checked{opacity:0}</style><b>12</b>": "12",
    "<style>b:not(p b){display:none}</style><p><b>12</b></p>": "12",
    "<style>i~b{display:none}</style><b>12</b><i></i><u></u><b>7</b>": "12",
    "<style>.h,b:bogus{display:none}</style><b class=h>7</b>12": f"712{LOST}",
    "<style>.sm\\:x{display:none}</style><b class='sm:x'>7</b><b class=sm>12</b>": "12",
    "<style>[data-x='A' i]{display:none}</style><b data-x=a>7</b>12": "12",
    # Sheets that are none of the page as it is opened, and those within addresses.
    "<noscript><style>.h{display:none}</style></noscript><b class=h>12</b>": "12",
    "<style type=text/x>.h{display:none}</style><b class=h>12</b>": "12",
    "<style title=a>b{color:#333}</style><style title=b>.h{display:none}</style><b class=h>12</b>": "12",
    "<link rel=stylesheet href='data:text/css,.h{display:none}'><b class=h>7</b>12": "12",
    # Other ways to hide or change a number.
    "<style>@keyframes k{to{opacity:0}}.h{animation:k 0s forwards}</style><b class=h>7</b>12": f"712{LOST}",
    "<div><template shadowrootmode=open>7<slot></slot></template>12</div>": f"12{LOST}",
    "<style>@keyframes k{from{opacity:0}to{opacity:1}}.h{animation:k 1s}</style><b class=h>12</b>": "12",
    "<style>@keyframes k{from{opacity:0}to{opacity:1}}.h{animation:k 1s paused}</style><b class=h>12</b>": f"12{LOST}",
    "<style>@property --d{inherits:true;initial-value:none}.h{display:var(--d,inline)}</style><b class=h>7</b>12": "12",
    "<style>b{content:url(x.png)}</style><b>12</b>": f"12{LOST}",
    "<style>.h{background:#000;color:#fff}.h{background:none}</style><b class=h>12</b>": f"12{LOST}",
    '<b style="background:#000">7</b>12': f"712{LOST}",
    '<b style="font:0/0 a">7</b>12': f"712{LOST}",
    '<b style="letter-spacing:calc(-1em)">12</b>': f"12{LOST}",
    "<marquee>12</marquee>": f"12{LOST}",
    '<b style="font-variant-position:super">7</b>12': f"712{LOST}",
    '<b style="rotate:180deg">6</b>': f"6{LOST}",
    "<b dir=rtl>12 34</b>": f"12 34{LOST}",
    "<style>li::marker{content:'7'}</style><ul><li>12</ul>": f"12{LOST}",
    "<datalist><option>7</datalist>12": "12",
    "<template>7</template>12": "12",
    "<noscript>7</noscript>12": "12",
    "<dialog>7</dialog>12": "12",
    '<input type=hidden value=7>12<img src=a.gif width=1 height="1"><img>': "12",
    '<span style="visibility:hidden">7<b style="visibility:visible">12</b></span>': "12",
    # Seen or not.
    '<span style="font-size:0">7</span>12': f"712{LOST}",
    '<span style="font:1px/1 a">7</span>12': f"712{LOST}",
    '<span style="font-size:0"><i style="font-size:9pt">12</i></span>': "12",
    '<span style="color:#fff">7</span>12': f"712{LOST}",
    '<font color="#FFFFFF">7</font>12': f"712{LOST}",
    '<div style="background:#369"><font color=white>12</font></div>': "12",
    '<div style="background:#369"><font color=#336699>7</font>12</div>': f"712{LOST}",
    '<span style="opacity:0">7</span>12': f"712{LOST}",
    '<span style="color:transparent">7</span>12': f"712{LOST}",
    '<span style="position:absolute;left:-9999px">7</span>12': f"712{LOST}",
    '<span style="display:inline-block;width:0;overflow:hidden">7</span>12': f"712{LOST}",
    '<span style="position:relative;left:30px">6</span>7': f"67{LOST}",
    '<span style="position:relative;left:0">6</span>7': "67",
    '<span style="translate:30px">6</span>7': f"67{LOST}",
    # Pulled aside, out of sight or upon each other.
    '<span style="margin-left:-8px">2</span>1': f"21{LOST}",
    '2<b style="margin:0 0 0 -6pt">1</b>': f"21{LOST}",
    '<p style="margin-left:-5.25pt;margin-right:-5.25pt;mso-para-margin-left:-.5gd">12</p>': "12",
    '<p style="margin-left:-30px">12</p>': f"12{LOST}",
    '<p>1</p><p style="margin-top:-12pt">2</p>': f"1\n2{LOST}",
    '<p style="margin-top:-1px">12</p>': "12",
    '<p style="margin:0;text-indent:-9pt">12</p>': "12",
    '<p style="margin:0 -30px">12</p>': f"12{LOST}",
    '<p style="float:left;margin-left:-100%">12</p>': f"12{LOST}",
    '<p style="margin-left:-1%">12</p>': "12",
    '<p style="zoom:.05">12</p>': f"12{LOST}",
    '<p style="line-height:0;overflow:hidden">12</p>': f"12{LOST}",
    '<p style="line-height:1;overflow:hidden">12</p>': "12",
    '<p style="margin:-9pt 0 0">12</p>': f"12{LOST}",
    '<p style="text-indent:-9999px">12</p>': f"12{LOST}",
    '<p style="text-indent:-40px">12</p>': f"12{LOST}",
    '<p style="text-indent:-100%">12</p>': f"12{LOST}",
    '<p style="text-indent:100%;white-space:nowrap;overflow:hidden">12</p>': f"12{LOST}",
    '<p style="text-indent:calc(0px - 9em)">12</p>': f"12{LOST}",
    '<p style="margin-left:21.0pt;text-indent:-21.0pt">12</p>': "12",
    '<p style="margin:0 0 0 21pt;text-indent:-21pt">12</p>': "12",
    '<p style="text-indent:2em">12</p>': "12",
    "<style>.o{text-indent:-999em}</style><span class=o>12</span>": f"12{LOST}",
    '<span style="letter-spacing:-1em">12</span>': f"12{LOST}",
    '<span style="letter-spacing:-.1pt">12</span>': "12",
    # Boxes that hide what does not fit.
    '<div style="width:1ch;overflow:hidden">12</div>': f"12{LOST}",
    '<div style="max-width:.6em;overflow-x:clip">12</div>': f"12{LOST}",
    '<div style="width:30px;overflow:hidden">1234567</div>': f"1234567{LOST}",
    '<div style="width:60px;overflow:hidden">12</div>': "12",
    '<div style="width:1ch">12</div>': "12",
    '<div style="height:8px;overflow:hidden">12</div>': f"12{LOST}",
    '<div style="height:16px;overflow:hidden"><p>1</p><p>2</p></div>': f"1\n2{LOST}",
    '<div style="width:40px;height:20px;overflow:hidden">12 345</div>': f"12 345{LOST}",
    "<style>.c{width:1ch;overflow:hidden}</style><b class=c>12</b>": f"12{LOST}",
    # Fonts in which figures are other signs.
    '<span style="font-family:Wingdings">12</span>': f"12{LOST}",
    "<font face=webdings>1</font>2": f"12{LOST}",
    '<span style="font:7.0pt &quot;Symbol&quot;">12</span>': f"12{LOST}",
    "<style>.w{font-family:'Wingdings 2',a}</style><b class=w>12</b>": f"12{LOST}",
    "<span style=\"font-family:'Segoe UI Symbol'\">12</span>": "12",
    '<span style="font-family:宋体,Symbol">12</span>': "12",
    "<font face='Wingdings'>l</font>": f"l{LOST}",
    "<font face='symbol;display:none'>7</font>12": "712",
    "<font color='#333;display:none'>7</font>12": "712",
    "<table bgcolor='#eee;display:none'><tr><td>12</table>": "12",
    "<font face='Symbol'>&nbsp;</font>12": "12",
    # Struck out.
    '<span style="text-decoration:line-through">7</span>12': f"712{STRUCK}",
    "<strike>7</strike>": f"7{STRUCK}",
    # Raised and lowered.
    '12<span style="vertical-align:super;font-size:8px">1</span>': "12\n1",
    '12<span style="vertical-align:5pt">1</span>': "12\n1",
    '12<font style="vertical-align: sub">1</font>': "12\n1",
    '12<span style="position:relative;top:-4.0pt;mso-text-raise:4.0pt">1</span>': "12\n1",
    "12<span class=MsoFootnoteReference>1</span>": "12\n1",
    '12<a href="#f1">1</a>': "12\n1",
    '<a href="#">12</a>': "12",
    "<sup>1</sup>": f"1{LOST}",
    "<ruby>100<rt>2</rt></ruby>": "100\n2",
    '<span style="vertical-align:middle">12</span>': "12",
    # Ink that is no text.
    "10<img src=2.png>": f"10{LOST}",
    "<img src=2.png>": STRUCK,
    # A picture that a script or the browser puts in later, one of which the words alone are shown, and none.
    "<img data-src=2.png>": STRUCK,
    "<img data-original=2.png>": STRUCK,
    "<img class=lazyload data-lazy-src=2.png>": STRUCK,
    "<img srcset='2.png 2x'>": STRUCK,
    "<img alt=7183>": STRUCK,
    "10<img data-src=2.png>": f"10{LOST}",
    "<picture><source srcset=2.png><img></picture>": STRUCK,
    "<picture><source srcset=2.png><img src=1.png></picture>": STRUCK,
    "<picture><img></picture>": "",
    "<image src=2.png></image>": STRUCK,
    "<img data-src=s.gif width=1 height=1>": "",
    "<img alt='' data-id=3 class=x>": "",
    "<noscript><img src=2.png></noscript>": "",
    # A picture behind nothing stands in its place; behind a text it is decoration.
    '<div style="background-image:url(2.png);width:20px;height:9px"></div>': STRUCK,
    "<div style=\"background:#fff url('2.png') no-repeat 0 0\">&nbsp;</div>": STRUCK,
    '<div style="background:url(2.png)"><b style="display:none">7</b></div>': STRUCK,
    '10<b style="background:url(2.png);display:inline-block;width:9px"></b>': f"10{LOST}",
    '<b style="background:url(2.png)">12</b>': "12",
    '<div style="background:url(2.png)"><p><b>12</b></p></div>': "12",
    '<div style="background:url(2.png);visibility:hidden"></div>': "",
    '<div style="background:url(2.png);background-image:none"></div>': "",
    '<div style="background:url()"></div>': "",
    '<div style="background:linear-gradient(#fff,#eee)"></div>': "",
    '<div style="background:#eef"></div>': "",
    '<b style="content:url(2.png)"></b>': STRUCK,
    '<b style="-webkit-mask-image:url(2.png);background:#000"></b>': STRUCK,
    "<style>.p{background:url(2.png)}</style><b class=p></b>": STRUCK,
    "<style>.p{background:url(2.png)}</style><b class=p>12</b>": "12",
    "<style>b:has(+ i){background:url(2.png)}b:lang(zh){background:url(2.png)}</style><b></b>": STRUCK,
    "<style>.p::before{content:'';background:url(2.png)}</style><b class=p></b>": STRUCK,
    "<style>.p::before{content:'';background:url(2.png)}</style><b class=p>12</b>": "12",
    "<div data-bg=2.png></div>": STRUCK,
    "<div data-background-image='/p/2'></div>": STRUCK,
    "<div data-bg=true></div>": "",
    "<table background=2.png><tr><td></td></tr></table>": STRUCK,
    "10<input value=2>": f"10{LOST}",
    "10<select><option>1</select>": f"10{LOST}",
    "10<object data=x>02</object>": f"10{LOST}",
    "10<iframe src=x></iframe>": f"10{LOST}",
    "<canvas>12</canvas>": STRUCK,
    "10<button>2</button>": f"10{LOST}",
    "<math><msup><mn>10</mn><mn>2</mn></msup></math>": STRUCK,
    "1<svg><text>002</text></svg>": f"1{LOST}",
    "<bdo dir=rtl>2001</bdo>": f"2001{LOST}",
    '10<script>document.write("2")</script>': f"10{LOST}",
    "10<script type=application/json>document.write</script><script>count()</script>": "10",
    '<style>.x::before{content:"9"}</style><span class=x>12</span>': f"12{LOST}",
    '<style>.x:before{content:"";}</style><span class=x>12</span>': "12",
    "<ol start=12><li></li></ol>": LOST,
    "<ol style='list-style:none'><li>12</ol>": "12",
    "<ul><li>12</ul>": "12",
    "<li>12": "12",
    # Outlines of letters, letters made small, lines behind a text, fonts of signs under another name.
    "<b style='-webkit-text-stroke:20px white'>7</b>12": f"712{LOST}",
    "<b style='-webkit-text-stroke:thick'>12</b>": f"12{LOST}",
    "<b style='-webkit-text-stroke-width:9px'>12</b>": f"12{LOST}",
    "<b style='-webkit-text-stroke:calc(1em) #fff'>12</b>": f"12{LOST}",
    "<b style='-webkit-text-stroke:.5px #fff'>12</b>": f"12{LOST}",
    "<b style='-webkit-text-stroke:0 #fff'>12</b>": "12",
    "<b style='-webkit-text-stroke:.5px #333'>12</b>": "12",
    "<b style='font-size-adjust:0'>7</b>12": f"712{LOST}",
    "<b style='font-size-adjust:ex-height 0'>7</b>12": f"712{LOST}",
    "<b style='font-size-adjust:.5'>12</b>": "12",
    "<b style='font-size-adjust:none'>12</b>": "12",
    "<b style='display:if(style(--x):none;else:none)'>7</b>12": f"712{LOST}",
    "<b style='visibility:if(style(--x):hidden;else:hidden)'>7</b>12": f"712{LOST}",
    "<b style='background:linear-gradient(#0000 45%,#000 45%,#000 55%,#0000 55%)'>12</b>": f"12{LOST}",
    "<b style='background:linear-gradient(transparent 9px,red 9px 10px,transparent 10px)'>12</b>": f"12{LOST}",
    "<b style='background:linear-gradient(#0000 calc(50% - 1px),rgb(0,0,0) calc(50% - 1px),#000 calc(50% + 1px),"
    "#0000 calc(50% + 1px))'>12</b>": f"12{LOST}",
    "<b style='background:linear-gradient(#036 20px,#fff 20px)'>12</b>": "12",
    "<b style='background:repeating-linear-gradient(45deg,#fff 0,#fff 5px,#eee 5px,#eee 10px,#fff 10px)'>12</b>": "12",
    "<style>@font-face{font-family:F;src:local(Wingdings)}b{font-family:F}</style><b>12</b>": f"12{LOST}",
    "<style>@font-face{font-family:F;src:local(Arial);size-adjust:1%}b{font-family:F}</style><b>7</b>12": f"712{LOST}",
    "<style>@font-face{font-family:F;src:local(Arial);size-adjust:107%}b{font-family:F}</style><b>12</b>": "12",
    "<ol type=disc><li>12</ol>": "12",
    "<ol style='list-style:disc'><li>12</ol>": "12",
    "<ol style='list-style:inside'><li>12</ol>": "12",
    "<ol><ul><li>12</ul></ol>": "12",
    "<ol><li style='list-style:none'>12</ol>": "12",
    "<ul style='list-style:none url(a.png)'><li>12</ul>": "12",
    "<ul style='list-style-type:decimal;list-style:none'><li>12</ul>": "12",
    "<p style='list-style:decimal'>12</p>": "12",
    "<span style='display:list-item'>12</span>": "12",
    "<ul style='list-style:decimal'><li>12</ul>": f"12{LOST}",
    "<ul style='list-style:none;list-style-type:decimal'><li>12</ul>": f"12{LOST}",
    "<ul><li style='list-style-type:decimal'>12</ul>": f"12{LOST}",
    "<ul style='list-style:\"7\" inside'><li>12</ul>": f"12{LOST}",
    '<ul style=\'list-style:symbols("1" "2")\'><li>12</ul>': f"12{LOST}",
    "<ul type=1><li>12</ul>": f"12{LOST}",
    "<li type=1 value=7>12": f"12{LOST}",
    "<span style='display:list-item;list-style:decimal inside'>12</span>": f"12{LOST}",
    "<details open><summary style='list-style:decimal'>12</summary></details>": f"12{LOST}",
    "<style>@counter-style z{system:fixed;symbols:'7'}ul{list-style:z}</style><ul><li>12</ul>": f"12{LOST}",
    "<style>@counter-style z{system:fixed;symbols:'7'}td{list-style:z}</style><li>12": f"12{LOST}",
    "<style>td{list-style:decimal}ul{list-style:square}</style><ul><li>12</ul>": "12",
    # Lines.
    '<span style="display:block">1</span><span style="display:block">2</span>': "1\n2",
    '<span style="float:right">1</span>2': "1\n2",
}


@pytest.mark.parametrize("box", BOXES)
def test_a_box_holds_what_a_browser_shows(box: str) -> None:
    (grid,) = read(f"<html><body><table><tr><td>a</td><td>{box}</td></tr></table></body></html>").grids
    assert slots(grid) == [["a", BOXES[box]]]


#: Two numbers in one box, or a number and its note's figure: each as markup, by what sets it apart.
APART = {
    "boxes of a line": '<b style="display:inline-block;width:60px">8</b><b style="display:inline-block">9</b>',
    "a table of a line": '<b style="display:inline-table">8</b>9',
    "a flex box of a line": '<b style="display:inline-flex">8</b>9',
    "a grid of a line": '8<b style="display:inline-grid">9</b>',
    "padding": '<b style="padding-right:40px">8</b><b>9</b>',
    "padding of all sides": '8<b style="padding:0 9px">9</b>',
    "padding at the line's start": '8<b style="padding-inline-start:9px">9</b>',
    "padding at the line's end": '<b style="padding-inline:0 9px">8</b>9',
    "padding as that round it": '<p style="padding:9px"><b style="padding:inherit">8</b>9</p>',
    "padding that is counted": '8<b style="padding-left:calc(1px + 1em)">9</b>',
    "a margin": '<b>8</b><b style="margin-left:40px">9</b>',
    "a margin of an outer element": '<i style="margin-right:1em"><b>8</b></i><b>9</b>',
    "a margin by a class": "<style>.n{margin:0 0 0 40px}</style><b>8</b><b class=n>9</b>",
    "a margin by a variable": "<style>.n{--m:9px;margin-left:var(--m)}</style><b>8</b><b class=n>9</b>",
    "a margin by a place": "<style>i+b{margin-left:40px}</style><i>8</i><b>9</b>",
    "a margin by what is not understood": "<style>b:nth-of-type(2){margin-left:9px}</style><b>8</b><b>9</b>",
    "padding by an id": "<style>#n{padding-left:40px}</style><b>8</b><b id=n>9</b>",
    "what stands behind by a class": "<style>.n::after{content:'';padding:9px}</style><b class=n>8</b>9",
    "a line of boxes": '<div style="display:flex;justify-content:space-between"><b>8</b><b>9</b></div>',
    "text and box on a line of boxes": '<div style="display:flex;gap:9px">8<b>9</b></div>',
    "a line of boxes by a class": "<style>.n{display:flex;gap:9px}</style><div class=n><b>8</b><b>9</b></div>",
    "a box without place of its own": '<p style="display:flex"><i style="display:contents"><b>8</b><b>9</b></i></p>',
    "a grid": '<div style="display:grid"><b>8</b><b>9</b></div>',
    "columns": '<div style="column-count:2"><b>8</b><b>9</b></div>',
    "columns in short": '<div style="columns:2"><b>8</b><b>9</b></div>',
    "a border": '<b style="border-right:1px solid #000">8</b><b>9</b>',
    "a border in parts": '8<b style="border-style:solid;border-width:1px">9</b>',
    "a line round it": '8<b style="outline:1px solid">9</b>',
    "a picture that is not seen": '8<img style="visibility:hidden" width=40>9',
    "a picture without ink": "8<img src=s.gif width=40 height=1>9",
    "text that is not seen": '8<b style="visibility:hidden">000</b>9',
    "an empty box": '8<b style="display:inline-block;width:40px"></b>9',
    "an empty element with padding": '8<b style="padding:9px"></b>9',
    "wide letters": '<b style="letter-spacing:40px">8</b>9',
    "wide letters in parts of type": '<b style="letter-spacing:.3em">8</b>9',
    "wide letters by a class": "<style>.n{letter-spacing:9px}</style><b class=n>8</b>9",
    "wide letters round both": '<p style="letter-spacing:20px"><b>8</b><i>9</i></p>',
    "quotes": "8<q>9</q>",
    "a sign of no width between": '8&#8203;<b style="margin-left:9px">9</b>',
    "small": "8<small>9</small>",
    "half the size": '8<span style="font-size:50%">9</span>',
    "a size by a class": "<style>.n{font-size:9pt}</style>8<b class=n>9</b>",
    "a size by a tag": "<style>i{font-size:9pt}</style>8<i>9</i>",
    "a size of few points": '8<span style="font-size:6px">9</span>',
    "a size in a font": '<b style="font:16px a">8</b><b style="font:9px a">9</b>',
    "a size that is counted": '8<span style="font-size:calc(6px + 1px)">9</span>',
    "a size of old": "8<font size=1>9</font>",
    "a size of old, smaller": '8<font size="-2">9</font>',
    "a larger figure": "<big>8</big>9",
    "a figure of a machine": "8<code>9</code>",
    "zoom": '8<b style="zoom:.5">9</b>',
    "small before all": "<small>8</small>9",
}
#: The same number in pieces that stand as one.
TOGETHER = {
    "spans": "<span>8</span><span>9</span>",
    "spans of Word": '<span lang=EN-US style="font-size:10.5pt">8</span><span style="font-size:10.5pt">9</span>',
    "spans of Word with borders that are none": "<span style='font-size:10.5pt;mso-bidi-font-size:12.0pt;font-family:"
    '"Times New Roman",serif;mso-spacerun:yes;border:none windowtext 1.0pt;mso-border-alt:none windowtext 0cm;'
    "padding:0cm'>8</span><span lang=EN-US style='border:none windowtext 1.0pt;padding:0cm'><o:p></o:p></span>"
    "<span style='font-size:10.5pt'>9</span>",
    "bold": "8<b>9</b>",
    "colours": '<span style="color:red">8</span><span style="background:#eee">9</span>',
    "fonts of one size": "<font size=2>8</font><font size=2 color=red face=a>9</font>",
    "fonts of the usual size": "8<font size=3>9</font>",
    "sizes alike": '<b style="font-size:10.5pt">8</b><b style="font-size:14px">9</b>',
    "sizes in other words": '<b style="font-size:16px">8</b><b style="font-size:medium">9</b>',
    "both small": "<small>8<b>9</b></small>",
    "no padding": '<span style="padding:0">8</span><span style="margin:0;padding:0px 0pt;border:0">9</span>',
    "no border": '<b style="border:0px solid #eee">8</b><b style="border-style:none;border-width:1px">9</b>',
    "sheet that clears all": "<style>*,::before{margin:0;padding:0;border:0 solid #eee}</style><b>8</b><i>9</i>",
    "sheet for others": "<style>td,p{padding:9px;margin:1em}.n{margin-left:40px}</style><p><b>8</b><i>9</i></p>",
    "class of Word": "<style>.f{font-size:12.0pt;mso-margin-top-alt:auto}</style><b class=f>8</b><i class=f>9</i>",
    "room before and behind": '<b style="padding-left:9px">8</b><b style="margin-right:9px">9</b>',
    "room round both": '<b style="padding:9px;display:inline-block"><i>8</i><u>9</u></b>',
    "a line below": '8<b style="border-bottom:1px solid">9</b>',
    "letters a little wide": '<b style="letter-spacing:1px">8</b><b style="letter-spacing:0">9</b>',
    "letters as wide": '<p style="letter-spacing:3px"><b>8</b><b>9</b></p>',
    "one piece on a line of boxes": '<div style="display:flex"><b>89</b></div>',
    "a place": "8<a name=x></a>9",
    "a break that may be": "8<wbr>9",
    "what takes no place": '8<i style="display:none">7</i><input type=hidden>9',
}


@pytest.mark.parametrize("name", APART)
def test_figures_that_stand_apart_in_a_box_are_no_number(name: str) -> None:
    (grid,) = read(f"<table><tr><td>a</td><td>{APART[name]}</td></tr></table>").grids
    assert grid.cells[1].text.replace("\u200b", "") == f"89{LOST}"


@pytest.mark.parametrize("name", TOGETHER)
def test_figures_of_a_number_in_pieces_are_read(name: str) -> None:
    (grid,) = read(f"<table><tr><td>a</td><td>{TOGETHER[name]}</td></tr></table>").grids
    assert grid.cells[1].text == "89"


def test_parts_of_an_amount_and_of_words_that_stand_apart() -> None:
    gap = '<b style="margin-left:40px">'
    boxes = (f"8.{gap}5</b>", f"8{gap}.5</b>", f"1{gap}.</b>其他", f"减{gap}8</b>", f"8 {gap}9</b>", f"8{gap}件</b>")
    (grid,) = read(f"<table><tr>{''.join(f'<td>{box}</td>' for box in boxes)}</tr></table>").grids
    assert [cell.text for cell in grid.cells] == [f"8.5{LOST}", f"8.5{LOST}", "1.其他", "减8", "8 9", "8件"]


@pytest.mark.parametrize("box", ['100<b style="padding-left:40px">2</b>', "100<small>2</small>"])
def test_a_table_with_figures_that_stand_apart_is_not_trusted(box: str) -> None:
    report = report_of(TABLE_2.replace("1002</td>", f"{box}</td>"))
    cells = facts_of(report)
    assert (cells["rules_repealed"].status, cells["rules_repealed"].value) == ("unreadable", None)
    assert (cells["rules_in_force"].value, verdict_of(report)) == (1003, "unreadable")


def report_of(table: str) -> Report:
    (report,) = read_document(from_bytes("p.html", page(table))).reports
    return report


def facts_of(report: Report) -> dict[str, Fact]:
    return {fact.indicator: fact for fact in report.facts if fact.label is None}


def verdict_of(report: Report) -> str | None:
    return next((table.verdict for table in report.tables if table.table == "2" and table.place), None)


OLD = TABLE_2.replace("100", "900")
NOT_THERE = {
    "a hidden box": TABLE_2.replace(BOX, f'<td style="display:none">7</td>{BOX}'),
    "a box with the attribute hidden": TABLE_2.replace(BOX, f"<td hidden>7</td>{BOX}"),
    "a hidden row": TABLE_2.replace(ROW, f'<tr style="display:none">{ROW[4:].replace("100", "900")}{ROW}'),
    "a hidden part": TABLE_2.replace("<table>", f"<table><tbody hidden>{OLD[7:-8]}</tbody>"),
    "a hidden table above": f'<div style="display:none">{OLD}</div>{TABLE_2}',
    "a table hidden by a rule": f"<style>div.old{{display:none}}</style><div class=old>{OLD}</div>{TABLE_2}",
    "a table in a template": f"<template>{OLD}</template>{TABLE_2}",
    "a table for pages without scripts": f"<noscript>{OLD}</noscript>{TABLE_2}",
}


@pytest.mark.parametrize("name", NOT_THERE)
def test_what_is_hidden_takes_no_place(name: str) -> None:
    report = report_of(NOT_THERE[name])
    assert [str(fact.value) for fact in facts_of(report).values()] == [*map(str, range(1001, 1010)), "10.5"]
    assert verdict_of(report) == "consistent"


def test_a_box_behind_a_hidden_one_moves_up() -> None:
    cells = facts_of(report_of(TABLE_2.replace(BOX, '<td style="display:none">1002</td><td>44</td>', 1)))
    assert cells["rules_repealed"].value == 44
    cut = TABLE_2.replace(f'{BOX}<td colspan="1">1003</td>', '<td style="display:none">1002</td><td>44</td>')
    report = report_of(cut)
    assert facts_of(report)["rules_repealed"].value == 44
    assert facts_of(report)["rules_in_force"].status == "absent"


def test_a_box_that_is_there_but_not_seen_is_blank_and_keeps_its_place() -> None:
    cells = facts_of(report_of(TABLE_2.replace(BOX, '<td style="visibility:hidden">1002</td>')))
    assert (cells["rules_repealed"].status, cells["rules_in_force"].value) == ("blank", 1003)


@pytest.mark.parametrize(
    "table",
    [
        f"<del>{TABLE_2}</del>",
        TABLE_2.replace(ROW, ROW.replace("<tr>", '<tr style="text-decoration: line-through">')),
        TABLE_2.replace(BOX, '<td style="text-decoration: line-through">1002</td>'),
        TABLE_2.replace(BOX, '<td style="color:#fff">1002</td>'),
        f'<div style="opacity:0">{TABLE_2}</div>',
        f'<div style="display:none">{TABLE_2}</div>',
        TABLE_2.replace("<tr>", '<tr style="display:flex;flex-direction:row-reverse">'),
        TABLE_2.replace(BOX, '<td style="text-indent:-90px">1002</td>'),
        TABLE_2.replace(BOX, '<td style="width:12px;overflow:hidden">1002</td>'),
        TABLE_2.replace("<table>", '<table style="font-family:Wingdings">'),
        f"<style>td{{font-family:Webdings}}</style>{TABLE_2}",
        f"<style>td{{max-width:2ch;overflow:hidden}}</style>{TABLE_2}",
        f'<div style="text-indent:-9999px">{TABLE_2}</div>',
        # Boxes that no longer stand under their heads.
        TABLE_2.replace(BOX, '<td style="float:right">1002</td>'),
        TABLE_2.replace(BOX, '<td style="display:block">1002</td>'),
        f"<style>tr{{display:grid;grid-template-columns:repeat(9,1fr)}}</style>{TABLE_2}",
        f"<style>tbody{{display:contents}}tr{{display:flex}}</style>{TABLE_2}",
        TABLE_2.replace("<table>", '<table style="direction:rtl">'),
        TABLE_2.replace("<table>", "<table dir=RTL>"),
        f'<div style="writing-mode:vertical-rl">{TABLE_2}</div>',
        TABLE_2.replace("<table>", '<table><colgroup><col><col><col style="visibility:collapse"></colgroup>'),
        f"<style>col:nth-child(3){{visibility:collapse}}</style>{TABLE_2.replace('<table>', '<table><col><col><col>')}",
        TABLE_2.replace("<table>", "<table><col><col style='background:#000'>"),
        # Boxes and rows that are painted in another row.
        TABLE_2.replace(BOX, '<td style="position:relative;top:30px">1002</td>'),
        TABLE_2.replace(BOX, '<th style="position:relative;bottom:40%">1002</th>'),
        TABLE_2.replace(ROW, ROW.replace("<tr>", '<tr style="position:relative;top:-2em">')),
        f"<style>td:nth-child(2){{position:relative;inset:30px 0 auto}}</style>{TABLE_2}",
        # Sheets within sheets, rules of which nothing tells whom they mean, and more rules than are read.
        f"<style>@import 'data:text/css,td{{opacity:0}}';</style>{TABLE_2}",
        f"<style>:lang(zh){{display:none}}</style>{TABLE_2}",
        f"<style>{'.x{opacity:0}' * 4_001}td{{opacity:0}}</style>{TABLE_2}",
        # Boxes closed or covered round it.
        f"<details>{TABLE_2}</details>",
        f'<div style="height:0;overflow:auto">{TABLE_2}</div>',
        f'<div style="transform:scale(0)">{TABLE_2}</div>',
        f'<div style="clip-path:inset(100%)">{TABLE_2}</div>',
        f'<div style="position:absolute;clip:rect(0,0,0,0)">{TABLE_2}</div>',
        f"<style>.c{{position:relative}}.c::before{{content:'';position:absolute;inset:0;background:#fff}}</style>"
        f"<div class=c>{TABLE_2}</div>",
    ],
)
def test_a_table_struck_out_hidden_or_not_seen_is_not_trusted(table: str) -> None:
    assert verdict_of(report_of(table)) in (None, "unreadable", "incomplete")


CMS = """<style>@charset "utf-8";body,td{margin:0;font-family:"微软雅黑"}a:hover{color:#f00;text-decoration:none}
a:visited{color:#fff}ul.nav li:first-child{display:none}.menu:hover .sub{display:block}.menu .sub{display:none}
table tr:nth-child(even){background:#f5f5f5}table tr:nth-child(odd) td{background:#fff}input[type=text]{color:#999}
.clearfix:after{content:"";display:block;clear:both}.foot::after{content:"版权所有"}.icon:before{content:"\\e601"}
@font-face{font-family:"iconfont";src:url("//at/i.woff")}.icon{font-family:"iconfont"!important}
@media print{table{display:none}}@media screen and (max-width:768px){td{display:block;font-size:0}}
@media (prefers-color-scheme:dark){body{background:#111}}::-webkit-scrollbar{width:0}.a+.b{display:none}</style>"""


MODERN = """<style>@layer base,theme;@layer base{*,::before,::after{box-sizing:border-box}:root{--gap:1rem;--ink:#222}}
@layer theme{body{color:var(--ink);font-size:clamp(14px,1vw + 8px,16px)}}:where(.popup,.mask){display:none}
:is(.menu,.side) :where(li:not(.on)){opacity:0}[hidden],[aria-hidden="true"]{display:none!important}
.card{background:hsl(210 20% 98%);&:hover{opacity:.5}.more{display:none}}.sm\\:hidden{display:none}
:focus-visible{outline:2px}:disabled{opacity:.05}:checked+.panel{display:block}.panel{display:none}
.form:has(.bad) .hint{visibility:hidden}::marker{color:red}.grid{display:grid;grid-template-columns:1fr 3fr}
.icon::before{content:"\\e601";font-family:icon}.title::after{content:"";position:absolute;width:4px;background:red}
@keyframes spin{to{transform:rotate(360deg)}}.spin{animation:spin 1s infinite}
@media (width<600px){td{display:block}}@supports (display:grid){.old{display:none}}
.wrap{overflow-x:auto;max-width:calc(100% - 32px);margin-inline:auto}table{display:block;overflow-x:auto}
tr:nth-of-type(2n) td{background-color:rgba(0,0,0,.03)}tr:hover td{background:color-mix(in srgb,red,blue)}
@container card (min-width:400px){.card .x{display:none}}td{vertical-align:middle;color:rgb(34 34 34 / 90%)}</style>"""


@pytest.mark.parametrize(
    "box",
    [
        '<td colspan="1" background="2.png"></td>',
        '<td style="background-image:url(2.png)"></td>',
        '<td style="background:url(2.png)"><span style="display:none">1002</span></td>',
        "<style>.p{background:url(2.png)}</style><td class=p>&nbsp;</td>",
        "<td data-bg=2.png></td>",
        "<td><img data-src=2.png></td>",
        "<td><img alt=1002></td>",
    ],
)
def test_a_box_that_is_a_picture_is_not_blank(box: str) -> None:
    report = report_of(TABLE_2.replace(BOX, box))
    assert facts_of(report)["rules_repealed"].status == "unreadable"
    assert facts_of(report)["rules_in_force"].value == 1003
    assert verdict_of(report) == "unreadable"


@pytest.mark.parametrize(
    "table",
    [
        TABLE_2.replace("<table>", "<table background=a.png>"),
        TABLE_2.replace("<table>", '<table style="background:url(a.png)">'),
        TABLE_2.replace("<tr>", "<tr background=a.png style='background:url(a.png)'>"),
        f"<style>body,table,tbody,tr{{background:url(a.png)}}</style>{TABLE_2}",
        f"<div style='background:url(a.png)' data-bg=a.png>{TABLE_2}</div>",
        TABLE_2.replace(BOX, '<td colspan="1" background="2.png">1002</td>'),
        TABLE_2.replace(BOX, '<td style="position:relative;top:1px">1002</td>'),
        TABLE_2.replace("<td", '<td style="position:relative"'),
        f"<style>tr{{position:sticky;top:60px}}</style>{TABLE_2}",
        # Signs beside a table are none of its boxes'.
        f"<style>.c:after{{content:'.';clear:both;height:0;visibility:hidden}}</style><div class=c>{TABLE_2}</div>",
        f"<style>tbody:before{{content:'.'}}</style>{TABLE_2}",
    ],
)
def test_decoration_and_small_shifts_hold_nothing(table: str) -> None:
    assert table != TABLE_2
    assert verdict_of(report_of(table)) == "consistent"
    blank = facts_of(report_of(table.replace(">1005<", "><")))["normdoc_repealed"]
    assert blank.status == "blank"


def test_a_zero_byte_in_a_box_leaves_it_unread() -> None:
    """A browser shows 1002, but what stood there is not known."""
    data = page(TABLE_2.replace("1002", "10\0002"))
    (report,) = read_document(from_bytes("r", data + b"\0" * 4096)).reports
    cells = facts_of(report)
    assert (cells["rules_repealed"].status, cells["rules_made"].value) == ("unreadable", 1001)
    (report,) = read_document(from_bytes("r", page(TABLE_2) + b"\0" * 4096)).reports
    assert verdict_of(report) == "consistent"


def test_classes_have_no_case_where_a_text_stands_before_the_doctype() -> None:
    """Checked in a browser: a second mark of byte order is such a text."""
    hidden = b"<html><style>.Hid{display:none}</style><table><tr><td>a</td><td><b class=hID>7</b>12</td></tr></table>"
    for before, shown in ((b"", "712"), (b"\xef\xbb\xbf", "712"), (b"\xef\xbb\xbf" * 2, "12"), (b"saved", "12")):
        document = from_bytes("r", before + b"<!doctype html>" + hidden)
        assert document.media_type == "text/html"
        (extract,) = extracts(document)
        assert slots(extract.grids[0]) == [["a", shown]]


@pytest.mark.parametrize("sheet", [CMS, MODERN])
def test_a_usual_style_sheet_leaves_tables_trusted(sheet: str) -> None:
    doctype = "<!doctype html>"
    (report,) = read_document(from_bytes("p.html", doctype.encode() + page(sheet + TABLE_2))).reports
    assert verdict_of(report) == verdict_of(report_of(f"{sheet}<div class='wrap card'>{TABLE_2}</div>")) == "consistent"


def test_classes_have_their_case_on_pages_with_a_doctype() -> None:
    box = "<style>.Hid{display:none}</style><table><tr><td>a</td><td><b class=hID>7</b>12</td></tr></table>"
    for doctype, shown in {
        "<!DOCTYPE html>": "712",
        "<!-- x --><!doctype HTML PUBLIC '-//W3C//DTD XHTML 1.0 Transitional//EN' 'http://www.w3.org/x.dtd'>": "712",
        "<!doctype HTML PUBLIC '-//W3C//DTD HTML 4.01 Transitional//EN'>": "12",
        "<!doctype HTML PUBLIC '-//W3C//DTD HTML 3.2//EN'>": "12",
        "<p>": "12",
    }.items():
        (grid,) = read(f"{doctype}<html><body>{box}</body></html>").grids
        assert slots(grid) == [["a", shown]], doctype


@pytest.mark.parametrize(
    "rules",
    [
        "td:nth-of-type(2){visibility:hidden}",
        "@font-face{font-family:F;src:url(data:x)}td{font-family:F}",
        "tr ~ tr td{color:#fff}",
        "tr:nth-child(4) td{opacity:0}",
        "tr:nth-child(n+2) td::before{content:'1'}",
        "@container (min-width:1px){td{font-size:0}}",
    ],
)
def test_a_table_that_a_rule_may_show_otherwise_is_not_trusted(rules: str) -> None:
    assert verdict_of(report_of(f"<style>{rules}</style>{TABLE_2}")) in (None, "unreadable", "incomplete")


LAYOUT = """<style>.box{width:1000px;margin:-20px auto 0;overflow:hidden;height:100%}
td{overflow:hidden;width:70px;height:12px}.left{margin-right:-300px}tr{height:10px;overflow:hidden}.more{text-indent:-9999px}p{text-indent:2em}
@list l0:level1{font-family:Wingdings}@font-face{font-family:Symbol;panose-1:5 5}</style><div class="box left">"""


def test_a_usual_layout_leaves_tables_trusted() -> None:
    assert verdict_of(report_of(f"{LAYOUT}<a class=more>更多</a>{TABLE_2}</div>")) == "consistent"


def test_white_words_on_a_coloured_row_are_read() -> None:
    head = '<style>.h{background:#036;color:#fff}</style><table><tr class="h">'
    assert verdict_of(report_of(TABLE_2.replace("<table><tr>", head))) == "consistent"


def test_a_rowspan_of_nothing_reaches_to_the_end_of_its_group() -> None:
    (grid,) = read(
        "<table><thead><tr><th rowspan=0>甲</th><th>乙</th></tr><tr><th>丙</th></tr></thead>"
        "<tbody><tr><td rowspan=9>1</td><td>2</td></tr></tbody><tbody><tr><td>3</td><td>4</td></tr></tbody></table>"
    ).grids
    assert slots(grid) == [["甲", "乙"], [".", "丙"], ["1", "2"], ["3", "4"]]


def test_spans_are_read_as_a_browser_reads_them() -> None:
    (grid,) = read(
        "<table><tr><td colspan='2px'>1</td><td>2</td></tr><tr><td>3</td><td>4</td><td>5</td></tr></table>"
    ).grids
    assert [(cell.text, cell.col, cell.colspan) for cell in grid.cells[:2]] == [("1", 0, 2), ("2", 2, 1)]


def test_places_are_those_of_the_page_as_it_came() -> None:
    (grid,) = read(
        "<table><tr><td hidden>7</td><td>1</td><th>2</th></tr><tr hidden><td>8</td></tr><tr><td>3</table>"
    ).grids
    assert [cell.place for cell in grid.cells] == [
        "/html/body/table/tr[1]/td[2]",
        "/html/body/table/tr[1]/th",
        "/html/body/table/tr[3]/td",
    ]


@pytest.mark.parametrize(
    "body",
    [
        f"<table><tr>{'<td>1</td>' * 45_000}</tr></table>",
        disputes([0] * 15) * 1_200,
        f"<style>td:nth-child(2n){{opacity:0}}</style><table><tr>{'<td>1</td>' * 40_000}</tr></table>",
        f"<style>{'@media x{' * 9_000}</style><b>1</b>",
        f"<style>{'@media x{a{b:c}' * 9_000}</style><b>1</b>",
        f"<style>td{{color:{'var(--a,' * 9_000}</style><b>1</b>",
        f"<style>{'margin:' * 60_000}</style><b>1</b>",
        f"<table><tr><td>1<td><b style='font:{'1px/' * 60_000}a'>2</b></table>",
        f"<style>{'td>' * 9_000}td{{opacity:0}}</style><table><tr><td>1<td>2</table>",
        f"<style>{''.join(f'b:nth-child({n}){{opacity:0}}' for n in range(300))}</style><p>{'<b>1</b>' * 20_000}",
        f"<style>a{{--a:{'var(--b)' * 200};--b:{'var(--a)' * 200}}}b{{color:var(--a)}}</style><b>1</b>",
    ],
    ids=[
        "45,000 boxes",
        "1,200 tables",
        "boxes by place",
        "@",
        "@ open",
        "variables",
        "margins",
        "font",
        "selector",
        "rules for each",
        "variables in a ring",
    ],
)
def test_a_page_of_many_boxes_is_read_in_time(body: str) -> None:
    start = process_time()
    read_document(from_bytes("p.html", page(body)))
    assert process_time() - start < 5
